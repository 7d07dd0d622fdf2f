/** Requests about the audit log: a tenant's, or the installation's. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useSearchParams } from "react-router";

import { answer } from "@/lib/api";
import { useList } from "@/lib/pages";
import { useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

export type Entry = Schema<"EntryView">;
export type Policy = Schema<"PolicyBody">;
export type Export = Schema<"ExportView">;

export const OUTCOMES: Entry["outcome"][] = ["success", "denied", "failure"];
/** Names of filters, in the address as in the API. */
export const FILTERS = ["from", "to", "q", "actor", "action", "outcome", "resource", "ip", "request_id"] as const;
const DAY = 86_400_000;
/** Looking at the log is recorded in it: the stream tells of ends first. */
const POLL = 4000;

export interface Filters {
  outcome?: Entry["outcome"];
  [name: string]: string | undefined;
}

/** What the address asks for. */
export function useFilters(): { filters: Filters; active: boolean } {
  const [params] = useSearchParams();
  const filters = Object.fromEntries(FILTERS.filter((name) => params.get(name)).map((name) => [name, params.get(name) ?? ""]));
  return { filters, active: Object.keys(filters).length > 0 };
}

/** A text is looked for in a month at most: the last one, or that before or after the time that is given. */
export function spanned(filters: Filters, now = Date.now()): Filters {
  if (!filters.q || (filters.from && filters.to)) return filters;
  const tomorrow = Math.ceil(now / DAY) * DAY;
  const to = filters.to ? Date.parse(filters.to) : filters.from ? Math.min(Date.parse(filters.from) + 31 * DAY, tomorrow) : tomorrow;
  const from = filters.from ? Date.parse(filters.from) : to - 31 * DAY;
  return { ...filters, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

export function useEntries(filters: Filters, sort: string) {
  const { api, key } = useScope();
  const query = { ...spanned(filters), sort: sort || undefined };
  return useList(key("audit", "entries", query), (cursor, signal) =>
    answer(api.GET("/api/v1/security/audit-logs", { params: { query: { ...query, cursor } }, signal })),
  );
}

export function useEntry(id: string) {
  const { api, key } = useScope();
  return useQuery({
    queryKey: key("audit", "entry", id),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/security/audit-logs/{entry_id}", { params: { path: { entry_id: id } }, signal })),
    staleTime: Infinity,
  });
}

export function useVerification(poll: boolean) {
  const { api, key } = useScope();
  return useQuery({
    queryKey: key("audit", "verification"),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/security/audit-logs/verification", { signal })),
    refetchInterval: poll ? POLL : false,
  });
}

const isOver = (state: string) => ["done", "dead", "cancelled"].includes(state);

/** An export that was begun; asked for until it is there. Its link is good for a while, so that it is asked for anew. */
export function useExport(id: string) {
  const { api, key } = useScope();
  return useQuery({
    queryKey: key("audit", "export", id),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/security/audit-logs/exports/{export_id}", { params: { path: { export_id: id } }, signal })),
    refetchInterval: ({ state }) => (state.data && !isOver(state.data.state) ? POLL : false),
  });
}

export function usePolicy() {
  const { api, key } = useScope();
  return useQuery({
    queryKey: key("audit", "policy"),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/security/audit-logs/policy", { signal })),
    staleTime: Infinity,
  });
}

export function useAuditActions() {
  const { api, key } = useScope();
  const client = useQueryClient();
  return {
    verify: () => answer(api.POST("/api/v1/security/audit-logs/verification")),
    beginExport: (body: Schema<"ExportBody">) => answer(api.POST("/api/v1/security/audit-logs/export", { body })),
    changePolicy: async (body: Policy) => {
      client.setQueryData(key("audit", "policy"), await answer(api.PUT("/api/v1/security/audit-logs/policy", { body })));
      await client.invalidateQueries({ queryKey: key("audit", "entries") });
    },
  };
}
