/** What platform administrators do with accounts. */
import { useQueryClient } from "@tanstack/react-query";

import { answer } from "@/lib/api";
import { useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

export function useAccountChanges() {
  const { api, key } = useScope();
  const client = useQueryClient();
  const of = (account_id: string) => ({ params: { path: { account_id } } });
  const nothing = { name: null, locale: null, state: null, platform: null };
  return {
    reload: () => void client.invalidateQueries({ queryKey: key("accounts") }),
    create: (body: Schema<"NewAccount">) => answer(api.POST("/api/v1/accounts", { body })),
    change: (id: string, body: Partial<Schema<"AccountChanges">>) =>
      answer(api.PATCH("/api/v1/accounts/{account_id}", { ...of(id), body: { ...nothing, ...body } })),
    signOut: (id: string) => answer(api.DELETE("/api/v1/accounts/{account_id}/sessions", of(id))),
    resetFactors: (id: string) => answer(api.DELETE("/api/v1/accounts/{account_id}/factors", of(id))),
    setupLink: (id: string) => answer(api.POST("/api/v1/accounts/{account_id}/setup-link", of(id))),
    erase: (id: string) => answer(api.DELETE("/api/v1/accounts/{account_id}", of(id))),
  };
}
