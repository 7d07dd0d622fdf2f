/** What people do with their own account. It is the same in every tenant. */
import { useQuery } from "@tanstack/react-query";

import { answer, apiOf } from "@/lib/api";
import { useList } from "@/lib/pages";
import type { Schema } from "@/lib/types";

const api = () => apiOf(null);

/** The key of `useMe(null)`, which the frame asks for. */
export const ME = ["scope", "", "me"];
export const FACTORS = ["account", "factors"];
export const DEVICES = ["account", "devices"];
export const SESSIONS = ["account", "sessions"];
export const IDENTITIES = ["account", "identities"];

export const change = (changes: { name: string | null; locale: string | null }) => answer(api().PATCH("/api/v1/auth/me", { body: changes }));
export const changePassword = (current: string, password: string) => answer(api().POST("/api/v1/auth/password/change", { body: { current, password } }));
export const askEmailChange = (email: string) => answer(api().POST("/api/v1/auth/email/change", { body: { email } }));
export const askVerification = () => answer(api().POST("/api/v1/auth/email/verify"));
export const exported = () => answer(api().GET("/api/v1/auth/me/export"));
export const erase = () => answer(api().DELETE("/api/v1/auth/me"));

export function useFactors() {
  return useQuery({ queryKey: FACTORS, queryFn: ({ signal }) => answer(api().GET("/api/v1/security/2fa", { signal })) });
}

export const beginEnrolment = (method: string, again: boolean) =>
  again
    ? answer(api().POST("/api/v1/security/2fa/{method}/regenerate", { params: { path: { method } } }))
    : answer(api().POST("/api/v1/security/2fa/setup", { body: { method } }));

export const confirmEnrolment = (flow_id: string, answers: Record<string, Schema<"JsonValue">>) =>
  answer(api().POST("/api/v1/security/2fa/verify", { body: { flow_id, answers } }));

export const removeFactor = (method: string) => answer(api().DELETE("/api/v1/security/2fa/{method}", { params: { path: { method } } }));

export const useDevices = () => useList(DEVICES, (cursor, signal) => answer(api().GET("/api/v1/security/devices", { params: { query: { cursor } }, signal })));
export const distrust = (device_id: string) => answer(api().DELETE("/api/v1/security/devices/{device_id}", { params: { path: { device_id } } }));
export const distrustAll = () => answer(api().DELETE("/api/v1/security/devices"));

export const useSessions = () => useList(SESSIONS, (cursor, signal) => answer(api().GET("/api/v1/sessions", { params: { query: { cursor } }, signal })));
export const endSession = (session_id: string) => answer(api().DELETE("/api/v1/sessions/{session_id}", { params: { path: { session_id } } }));
export const endOthers = () => answer(api().DELETE("/api/v1/sessions"));

export const useIdentities = () =>
  useList(IDENTITIES, (cursor, signal) => answer(api().GET("/api/v1/auth/identities", { params: { query: { cursor } }, signal })));
export const unlink = (identity_id: string) => answer(api().DELETE("/api/v1/auth/identities/{identity_id}", { params: { path: { identity_id } } }));
/** Begins at the tenant's identity provider; it comes back to the page on which this was asked. */
export const link = (tenant: string, provider: string, connection: string) =>
  answer(apiOf(tenant).POST("/api/v1/auth/link", { body: { provider, connection, next: "/account/security" } }));
