/**
 * Where one is: in a tenant (`/t/<slug>/…`) or in the installation (`/platform/…`). Features that work in both places
 * mount their pages twice and take client, query keys and links from here.
 */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { createContext, useContext, useMemo, type ReactNode } from "react";

import { answer, apiOf, type Api } from "./api";
import type { Schema } from "./types";

export interface Scope {
  /** The tenant's slug; null is the installation. */
  tenant: string | null;
  api: Api;
  /** `to("plugins/x")` is the address of that page in this scope. */
  to: (path: string) => string;
  /** Query keys of this scope. */
  key: (...parts: unknown[]) => unknown[];
}

const ScopeContext = createContext<Scope | null>(null);

export function scopeOf(tenant: string | null): Scope {
  const base = tenant === null ? "/platform" : `/t/${tenant}`;
  return {
    tenant,
    api: apiOf(tenant),
    to: (path) => (path ? `${base}/${path}` : base),
    key: (...parts) => ["scope", tenant ?? "", ...parts],
  };
}

export function ScopeProvider({ tenant, children }: { tenant: string | null; children: ReactNode }) {
  const scope = useMemo(() => scopeOf(tenant), [tenant]);
  return <ScopeContext value={scope}>{children}</ScopeContext>;
}

export function useScope(): Scope {
  const found = useContext(ScopeContext);
  if (!found) throw new Error("useScope() is for pages within a tenant or the installation");
  return found;
}

/** The scope, or null outside of both (account pages). */
export function useMaybeScope(): Scope | null {
  return useContext(ScopeContext);
}

export const meQuery = (tenant: string | null) =>
  queryOptions({
    queryKey: ["scope", tenant ?? "", "me"],
    queryFn: ({ signal }) => answer(apiOf(tenant).GET("/api/v1/auth/me", { signal })),
    staleTime: 60_000,
  });

/** Who is signed in, and what he may in the tenant at hand. */
export function useMe(tenant: string | null) {
  return useQuery(meQuery(tenant));
}

/** `may("job.manage")`: whether the person may do that here. Platform administrators may everything. */
export function useMay(): (permission: string) => boolean {
  const scope = useMaybeScope();
  const { data: me } = useMe(scope?.tenant ?? null);
  return (permission) => me !== undefined && (me.platform || me.permissions.includes(permission));
}

export const tenantQuery = (slug: string) =>
  queryOptions<Schema<"TenantView">>({
    queryKey: ["scope", slug, "tenant"],
    queryFn: ({ signal }) => answer(apiOf(slug).GET("/api/v1/tenants/{tenant_id}", { params: { path: { tenant_id: slug } }, signal })),
    staleTime: 60_000,
  });

/** The tenant at hand: name, zone, language, currency, logo, colours. */
export function useTenant(slug: string | null) {
  return useQuery({ ...tenantQuery(slug ?? ""), enabled: slug !== null });
}
