import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useSay } from "@/components/Snacks";
import { answer } from "@/lib/api";
import { useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

/** Change some of the tenant's profile; what shows it (its name, logo and colour in the frame) is read anew. */
export function useChange() {
  const { t } = useTranslation();
  const { api, tenant, key } = useScope();
  const client = useQueryClient();
  const say = useSay();
  return useMutation({
    // What is absent stays; the generated type knows no absent fields.
    mutationFn: (body: Partial<Schema<"TenantChanges">>) =>
      answer(api.PATCH("/api/v1/tenants/{tenant_id}", { params: { path: { tenant_id: tenant ?? "" } }, body: body as Schema<"TenantChanges"> })),
    onSuccess: async (changed) => {
      client.setQueryData(key("tenant"), changed);
      say.done(t("saved"));
      await Promise.all([client.invalidateQueries({ queryKey: key("me") }), client.invalidateQueries({ queryKey: ["scope", "", "tenants"] })]);
    },
  });
}
