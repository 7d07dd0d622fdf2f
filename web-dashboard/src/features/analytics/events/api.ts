/** Requests about events: the plan of them, those that were turned away, keys, files, and the erasure of a person. */
import { useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, send, tenantHeaders } from "@/lib/api";
import { useList } from "@/lib/pages";
import { useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

export type Planned = Schema<"PlannedView">;
export type Rejected = Schema<"RejectedView">;
export type WriteKey = Schema<"WriteKeyView">;
export type Import = Schema<"ImportView">;
export type Erasure = Schema<"ErasureView">;

const POLL = 1500;
const OPEN = new Set(["queued", "running"]);
const anyOpen = (rows: { state: string }[] | undefined) => rows?.some(({ state }) => OPEN.has(state)) ?? false;

export function usePlan() {
  const { api, key } = useScope();
  return useQuery({
    queryKey: key("analytics", "plan"),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/analytics/tracking-plan", { signal })),
    staleTime: 300_000,
  });
}

export function useRejected(filters: { name?: string; source?: string }) {
  const { api, key } = useScope();
  return useList(key("analytics", "rejected", filters), (cursor, signal) =>
    answer(api.GET("/api/v1/analytics/rejected-events", { params: { query: { ...filters, cursor } }, signal })),
  );
}

export function useWriteKeys() {
  const { api, key } = useScope();
  return useList(key("analytics", "write-keys"), (cursor, signal) =>
    answer(api.GET("/api/v1/analytics/write-keys", { params: { query: { cursor } }, signal })),
  );
}

/** Asked for again while one of them is under way. */
export function useImports() {
  const { api, key } = useScope();
  const client = useQueryClient();
  const queryKey = key("analytics", "imports");
  const known = client.getQueryData<{ pages: { items: Import[] }[] }>(queryKey);
  return useList(queryKey, (cursor, signal) => answer(api.GET("/api/v1/analytics/imports", { params: { query: { cursor } }, signal })), {
    refetchInterval: anyOpen(known?.pages[0]?.items) ? POLL : undefined,
  });
}

export function useErasures() {
  const { api, key } = useScope();
  const client = useQueryClient();
  const queryKey = key("analytics", "erasures");
  const known = client.getQueryData<{ pages: { items: Erasure[] }[] }>(queryKey);
  return useList(queryKey, (cursor, signal) => answer(api.GET("/api/v1/analytics/erasures", { params: { query: { cursor } }, signal })), {
    refetchInterval: anyOpen(known?.pages[0]?.items) ? POLL : undefined,
  });
}

export function useEventActions() {
  const { api, key, tenant } = useScope();
  const client = useQueryClient();
  const reread = (what: string) => client.invalidateQueries({ queryKey: key("analytics", what) });
  return {
    makeKey: async (name: string) => {
      const made = await answer(api.POST("/api/v1/analytics/write-keys", { body: { name } }));
      void reread("write-keys");
      return made.key;
    },
    revokeKey: async (id: string) => {
      await answer(api.DELETE("/api/v1/analytics/write-keys/{key_id}", { params: { path: { key_id: id } } }));
      void reread("write-keys");
    },
    clearRejected: async (query: { name?: string; source?: string }) => {
      await answer(api.DELETE("/api/v1/analytics/rejected-events", { params: { query } }));
      void reread("rejected");
    },
    /** The file goes as it is: the client would make JSON of it. */
    importFile: async (file: File, format: string) => {
      const query = new URLSearchParams({ filename: file.name, format });
      const headers = { ...tenantHeaders(tenant), "Content-Type": format === "csv" ? "text/csv" : "application/x-ndjson" };
      await send(new URL(`/api/v1/analytics/imports?${query}`, window.location.origin), { method: "POST", headers, body: file });
      await reread("imports");
    },
    stopImport: async (id: string) => {
      await answer(api.DELETE("/api/v1/analytics/imports/{import_id}", { params: { path: { import_id: id } } }));
      await reread("imports");
    },
    erase: async (user_id: string) => {
      await answer(api.POST("/api/v1/analytics/erasures", { body: { user_id } }));
      await reread("erasures");
    },
  };
}
