/** Requests about API keys: those of the tenant at hand, or of the platform. */
import { useQueryClient } from "@tanstack/react-query";

import { answer } from "@/lib/api";
import { useList, type List } from "@/lib/pages";
import { useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

export type Key = Schema<"KeyView">;
export type KeyState = "active" | "expired" | "revoked";
export const STATES: KeyState[] = ["active", "expired", "revoked"];

export function stateOf(key: Key, now = new Date()): KeyState {
  if (key.revoked_at) return "revoked";
  return key.expires_at && new Date(key.expires_at) <= now ? "expired" : "active";
}

export function useKeys(query: { state?: KeyState; sort?: string }): List<Key> {
  const { api, key } = useScope();
  return useList(key("keys", query), (cursor, signal) => answer(api.GET("/api/v1/api-keys", { params: { query: { ...query, cursor } }, signal })));
}

export function useKeyChanges() {
  const { tenant, api, key } = useScope();
  const client = useQueryClient();
  const of = (key_id: string) => ({ params: { path: { key_id } } });
  return {
    reload: () => void client.invalidateQueries({ queryKey: key("keys") }),
    create: (body: Pick<Schema<"NewKey">, "name" | "roles" | "permissions" | "expires_at">) =>
      answer(api.POST("/api/v1/api-keys", { body: { ...body, tenant: null, platform: tenant === null } })),
    rotate: (id: string, body: Schema<"Rotation">) => answer(api.POST("/api/v1/api-keys/{key_id}/rotate", { ...of(id), body })),
    revoke: (id: string) => answer(api.DELETE("/api/v1/api-keys/{key_id}", of(id))),
  };
}
