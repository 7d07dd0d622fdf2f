/** Requests about tenants; all of them are the installation's. */
import { useQuery, useQueryClient } from "@tanstack/react-query";

import { useSort } from "@/components/DataTable";
import type { Profile } from "@/core/tenancy/profile";
import { answer } from "@/lib/api";
import { useList } from "@/lib/pages";
import { useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";
import { useUrlState } from "@/lib/urlState";

export type TenantItem = Schema<"TenantItem">;
export type State = TenantItem["state"];

/** The most that the API gives at once: ten thousand tenants are fifty requests, made while one scrolls. */
const PAGE = 200;

/** The tenants that the address asks for (`q`, `state`, `sort`). */
export function useTenants() {
  const { api, key } = useScope();
  const [q] = useUrlState("q");
  const [state] = useUrlState("state");
  const [sort] = useSort();
  const query = { limit: PAGE, q: q || undefined, state: (state || undefined) as State | undefined, sort: sort || undefined };
  return useList<TenantItem>(key("tenants", query), (cursor, signal) =>
    answer(api.GET("/api/v1/tenants", { params: { query: { ...query, cursor } }, signal })).then((page) => page),
  );
}

/** One tenant, by its slug. */
export function useOneTenant(slug: string) {
  const { api, key } = useScope();
  return useQuery({
    queryKey: key("tenants", "one", slug),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/tenants/{tenant_id}", { params: { path: { tenant_id: slug } }, signal })),
  });
}

/** What can be done with tenants; lists and pages are read anew after each. */
export function useTenantActions() {
  const { api, key } = useScope();
  const client = useQueryClient();
  const changed = (slug: string) =>
    Promise.all([
      client.invalidateQueries({ queryKey: key("tenants") }),
      client.invalidateQueries({ queryKey: key("me") }),
      client.invalidateQueries({ queryKey: ["scope", slug] }),
    ]);
  const about = (slug: string) => ({ params: { path: { tenant_id: slug } } });
  const then = async <T>(slug: string, call: Promise<{ data?: T }>) => {
    const found = await answer(call);
    await changed(slug);
    return found;
  };
  return {
    create: (tenant: Profile & { slug: string }) => then(tenant.slug, api.POST("/api/v1/tenants", { body: { ...tenant, logo: null, colour: null } })),
    // What is absent stays; the generated type knows no absent fields.
    change: (slug: string, profile: Profile) =>
      then(slug, api.PATCH("/api/v1/tenants/{tenant_id}", { ...about(slug), body: profile as Schema<"TenantChanges"> })),
    suspend: (slug: string) => then(slug, api.POST("/api/v1/tenants/{tenant_id}/suspend", about(slug))),
    resume: (slug: string) => then(slug, api.POST("/api/v1/tenants/{tenant_id}/resume", about(slug))),
    remove: (slug: string, now: boolean) => then(slug, api.DELETE("/api/v1/tenants/{tenant_id}", { params: { path: { tenant_id: slug }, query: { now } } })),
    reload: () => void client.invalidateQueries({ queryKey: key("tenants") }),
  };
}
