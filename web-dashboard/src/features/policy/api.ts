/** What a login must satisfy: for the platform, one account, a tenant, or a role in it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";

import { answer } from "@/lib/api";
import { useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

export type Rules = Schema<"Rules">;
type View = Schema<"PolicyView">;

/** Whose rules: of everybody in the scope at hand, of a role, or of an account. */
export interface Subject {
  role: string;
  account: string;
}

const PLATFORM = "/api/v1/login-policies/platform";
const ACCOUNT = "/api/v1/accounts/{account_id}/login-policy";
const TENANT = "/api/v1/tenants/{tenant_id}/login-policy";
const ROLE = "/api/v1/tenants/{tenant_id}/roles/{role}/login-policy";

/** Get, put and clear the rules of one subject. */
export function usePolicyCalls({ role, account }: Subject) {
  const { tenant, api } = useScope();
  if (tenant === null && account) {
    const params = { path: { account_id: account } };
    return {
      get: (signal: AbortSignal): Promise<View> => answer(api.GET(ACCOUNT, { params, signal })),
      put: (body: Rules): Promise<View> => answer(api.PUT(ACCOUNT, { params, body })),
      clear: (): Promise<unknown> => answer(api.DELETE(ACCOUNT, { params })),
    };
  }
  if (tenant === null)
    return {
      get: (signal: AbortSignal): Promise<View> => answer(api.GET(PLATFORM, { signal })),
      put: (body: Rules): Promise<View> => answer(api.PUT(PLATFORM, { body })),
      clear: (): Promise<unknown> => answer(api.DELETE(PLATFORM)),
    };
  if (role) {
    const params = { path: { tenant_id: tenant, role } };
    return {
      get: (signal: AbortSignal): Promise<View> => answer(api.GET(ROLE, { params, signal })),
      put: (body: Rules): Promise<View> => answer(api.PUT(ROLE, { params, body })),
      clear: (): Promise<unknown> => answer(api.DELETE(ROLE, { params })),
    };
  }
  const params = { path: { tenant_id: tenant } };
  return {
    get: (signal: AbortSignal): Promise<View> => answer(api.GET(TENANT, { params, signal })),
    put: (body: Rules): Promise<View> => answer(api.PUT(TENANT, { params, body })),
    clear: (): Promise<unknown> => answer(api.DELETE(TENANT, { params })),
  };
}

export function usePolicy(subject: Subject) {
  const { key } = useScope();
  const client = useQueryClient();
  const calls = usePolicyCalls(subject);
  const queryKey = key("policy", subject);
  const query = useQuery({ queryKey, queryFn: ({ signal }) => calls.get(signal) });
  const reload = () => client.invalidateQueries({ queryKey: key("policy") });
  return {
    query,
    save: async (rules: Rules) => {
      client.setQueryData(queryKey, await calls.put(rules));
      await reload();
    },
    clear: async () => {
      await calls.clear();
      await reload();
    },
  };
}

/** The factors that there are. */
export function useFactors() {
  const { api, key } = useScope();
  return useQuery({
    queryKey: key("factors"),
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/security/2fa", { signal }))).available,
  });
}

/** Whose account it is about. */
export function useAccount(account: string) {
  const { api, key } = useScope();
  return useQuery({
    queryKey: key("accounts", "one", account),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/accounts/{account_id}", { params: { path: { account_id: account } }, signal })),
    enabled: account !== "",
  });
}
