/** What is done with roles of the tenant's own. */
import { useQueryClient } from "@tanstack/react-query";

import { answer } from "@/lib/api";
import { useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

export function useRoleChanges() {
  const { api, key } = useScope();
  const client = useQueryClient();
  const one = "/api/v1/roles/{role}" as const;
  // What a role may is shown at the permissions, too, and is perhaps what one may oneself.
  const reload = () => Promise.all(["roles", "permissions", "me"].map((list) => client.invalidateQueries({ queryKey: key(list) })));
  const then = async <T>(call: Promise<T>) => {
    const made = await call;
    await reload();
    return made;
  };
  return {
    create: (body: Schema<"NewRole">) => then(answer(api.POST("/api/v1/roles", { body }))),
    change: (role: string, body: Partial<Schema<"RoleChanges">>) =>
      then(answer(api.PATCH(one, { params: { path: { role } }, body: { title: null, permissions: null, ...body } }))),
    remove: (role: string) => then(answer(api.DELETE(one, { params: { path: { role } } }))),
  };
}
