/** What a login asks of the API. Nobody is signed in yet, so nothing here raises a dialog over the page. */
import type { Schema } from "@/lib/types";
import type { Values } from "@/components/flat/schema";
import { answer, apiOf } from "@/lib/api";

import { loginOf, type Login } from "./steps";

const api = () => apiOf(null, { patient: false });
type Json = Schema<"JsonValue">;

export interface Button {
  tenant: string;
  provider: string;
  connection: string;
}

const NOTHING = { email: null, password: null, tenant: null, provider: null, connection: "", next: "/", client: "browser" as const };

export async function beginByPassword(email: string, password: string, next: string): Promise<Login> {
  return loginOf(await answer(api().POST("/api/v1/auth/login", { body: { ...NOTHING, email, password, next } })));
}

export async function beginByProvider(button: Button, next: string): Promise<Login> {
  return loginOf(await answer(api().POST("/api/v1/auth/login", { body: { ...NOTHING, ...button, next } })));
}

/** Prove it again: the first step of somebody who is signed in. */
export async function reauthenticate(password: string | null): Promise<Login> {
  return loginOf(await answer(api().POST("/api/v1/auth/reauthenticate", { body: { password } })));
}

/** The step of a login that was begun before. */
export async function resume(flowId: string, signal?: AbortSignal): Promise<Login> {
  return loginOf(await answer(api().GET("/api/v1/auth/login/{flow_id}", { params: { path: { flow_id: flowId } }, signal })));
}

export async function take(flowId: string, answers: Values): Promise<Login> {
  const body = { answers: answers as Record<string, Json>, method: null };
  return loginOf(await answer(api().POST("/api/v1/auth/login/{flow_id}/step", { params: { path: { flow_id: flowId } }, body })));
}

/** Another factor, or the same once more. */
export async function choose(flowId: string, method: string): Promise<Login> {
  const body = { answers: null, method };
  return loginOf(await answer(api().POST("/api/v1/auth/login/{flow_id}/step", { params: { path: { flow_id: flowId } }, body })));
}

export async function buttonsOf(tenant: string, signal: AbortSignal): Promise<Schema<"Button">[]> {
  return (await answer(api().GET("/api/v1/auth/providers", { params: { query: { tenant } }, signal }))).items;
}

/** Whoever is signed in by now; null for nobody. */
export async function whoIsThere(): Promise<Schema<"Me"> | null> {
  try {
    return await answer(api().GET("/api/v1/auth/me"));
  } catch {
    return null;
  }
}
