/** What the links in mails are for. */
import type { Schema } from "@/lib/types";
import { answer, apiOf } from "@/lib/api";

const api = () => apiOf(null, { patient: false });

export const setPassword = (token: string, password: string) => answer(api().POST("/api/v1/auth/password/reset/confirm", { body: { token, password } }));

export const forgotPassword = (email: string) => answer(api().POST("/api/v1/auth/password/reset", { body: { email } }));

export const verifyEmail = (token: string) => answer(api().POST("/api/v1/auth/email/verify/confirm", { body: { token } }));

export const changeEmail = (token: string) => answer(api().POST("/api/v1/auth/email/change/confirm", { body: { token } }));

export const lookAtInvitation = (token: string, signal: AbortSignal) => answer(api().POST("/api/v1/invitations/look", { body: { token }, signal }));

export function accept(token: string, how: { name: string; password: string | null }): Promise<Schema<"Joined">> {
  return answer(api().POST("/api/v1/invitations/accept", { body: { token, ...how } }));
}
