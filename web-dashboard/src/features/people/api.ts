/** Requests about people: members and invitations of a tenant, and all accounts. */
import { useQueryClient } from "@tanstack/react-query";

import { answer } from "@/lib/api";
import { useList, type List } from "@/lib/pages";
import { useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

export type Member = Schema<"ListedMember">;
export type Invitation = Schema<"InvitationView">;
export type Account = Schema<"AccountView">;

/** Who a row is, in a word. */
export function nameOf(person: { name?: string; email: string }): string {
  return person.name || person.email;
}

export function useMembers(query: { q?: string; role?: string; sort?: string }): List<Member> {
  const { tenant, api, key } = useScope();
  const path = { tenant_id: tenant ?? "" };
  return useList(key("members", query), (cursor, signal) =>
    answer(api.GET("/api/v1/tenants/{tenant_id}/members", { params: { path, query: { ...query, cursor } }, signal })),
  );
}

export function useInvitations(query: { sort?: string }): List<Invitation> {
  const { api, key } = useScope();
  return useList(key("invitations", query), (cursor, signal) => answer(api.GET("/api/v1/invitations", { params: { query: { ...query, cursor } }, signal })));
}

export interface WantedAccounts {
  q?: string;
  state?: string;
  platform?: boolean;
  sort?: string;
}

export function useAccounts(query: WantedAccounts): List<Account> {
  const { api, key } = useScope();
  return useList(key("accounts", query), (cursor, signal) => answer(api.GET("/api/v1/accounts", { params: { query: { ...query, cursor } }, signal })));
}

/** What is done with members and invitations; lists are read anew by `reload`. */
export function usePeople() {
  const { tenant, api, key } = useScope();
  const client = useQueryClient();
  const path = (account_id: string) => ({ tenant_id: tenant ?? "", account_id });
  const one = "/api/v1/tenants/{tenant_id}/members/{account_id}" as const;
  return {
    reload: (...lists: string[]) => lists.forEach((list) => void client.invalidateQueries({ queryKey: key(list) })),
    invite: (email: string, roles: string[]) => answer(api.POST("/api/v1/invitations", { body: { email, roles } })),
    resend: (id: string) => answer(api.POST("/api/v1/invitations/{invitation_id}/resend", { params: { path: { invitation_id: id } } })),
    withdraw: (id: string) => answer(api.DELETE("/api/v1/invitations/{invitation_id}", { params: { path: { invitation_id: id } } })),
    giveRoles: (id: string, roles: string[]) => answer(api.PATCH(one, { params: { path: path(id) }, body: { roles } })),
    // Of this tenant: a person's sessions span tenants, and ending them everywhere is for platform administrators.
    signOut: (id: string) => answer(api.DELETE(`${one}/sessions`, { params: { path: path(id) } })),
    remove: (id: string) => answer(api.DELETE(one, { params: { path: path(id) } })),
  };
}
