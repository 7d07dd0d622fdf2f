/** What the blocks of declared pages read: routes of plugins, called by method and path as the page names them. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";

import { send, tenantHeaders } from "@/lib/api";
import { useLive } from "@/lib/live";
import { useList, type Page } from "@/lib/pages";
import { useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

export type Block = Schema<"BlockView">;
export type Field = Schema<"FieldView">;
export type RouteRef = Schema<"RouteRef">;
export type Row = Record<string, unknown>;

/** What is published often is shown at once; a list is read again at most so often, in milliseconds. */
const REREAD = 5000;
/** While nothing is told, what is live is read again all the same: a window of time moves on. */
const REFRESH = 30_000;
/** The most items that a chart is drawn from. */
const DRAWN = 200;

/** `/x/greetings/{name}` with the values of a row; null where one is missing. */
export function filled(path: string, values: Row): string | null {
  let whole = true;
  const made = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? (name.endsWith("_id") ? values.id : undefined);
    if (typeof value !== "string" && typeof value !== "number") {
      whole = false;
      return "";
    }
    return encodeURIComponent(value);
  });
  return whole ? made : null;
}

/** `call("POST", path, body)` in the scope at hand; raises what was refused. */
export function useCall() {
  const { tenant } = useScope();
  return useCallback(
    async (method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<unknown> => {
      const headers: Record<string, string> = { ...tenantHeaders(tenant), Accept: "application/json" };
      if (body !== undefined) headers["Content-Type"] = "application/json";
      const init = { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal };
      const response = await send(new URL(path, window.location.origin), init);
      return response.headers.get("Content-Type")?.includes("json") ? response.json() : null;
    },
    [tenant],
  );
}

/** The query key of a route; an action reads all of them again. */
function useSourceKey() {
  const { key } = useScope();
  return useCallback((source: RouteRef | null | undefined, ...more: unknown[]) => key("pages", "source", source?.path ?? "", ...more), [key]);
}

/** Read again whatever pages show: something was done. */
export function useReread() {
  const client = useQueryClient();
  const { key } = useScope();
  return useCallback(() => client.invalidateQueries({ queryKey: key("pages", "source") }), [client, key]);
}

/** The same, but not again before some seconds are over; what is asked for meanwhile is done then. */
function useSeldom(action: () => void): () => void {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const last = useRef(0);
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);
  return () => {
    if (timer.current !== null) return;
    const wait = Math.max(0, last.current + REREAD - Date.now());
    timer.current = setTimeout(() => {
      timer.current = null;
      last.current = Date.now();
      action();
    }, wait);
  };
}

function object(value: unknown): Row {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Row) : {};
}

/** The answer of an object route, with what is published of it since. */
export function useObject(source: RouteRef | null | undefined, { live, fields = [] }: { live?: string | null; fields?: Field[] } = {}) {
  const client = useQueryClient();
  const call = useCall();
  const queryKey = useSourceKey()(source, "object");
  const reread = useSeldom(() => void client.invalidateQueries({ queryKey }));
  useLive(live ?? "", (data) => {
    const news = object(data);
    if (fields.some((field) => field.name in news)) client.setQueryData<Row>(queryKey, (before) => before && merged(before, news, fields));
    else reread();
  });
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => object(await call("GET", source?.path ?? "", undefined, signal)),
    enabled: Boolean(source),
    refetchInterval: live ? REFRESH : false,
  });
}

/** New values over the former ones; a history that is not told itself goes on by its figure. */
export function merged(before: Row, news: Row, fields: Field[]): Row {
  const after = { ...before, ...news };
  for (const { name, history } of fields) {
    if (!history || history in news || !(name in news)) continue;
    const had = before[history];
    if (Array.isArray(had)) after[history] = [...(had as unknown[]).slice(1), news[name]];
  }
  return after;
}

/** The address of a page of a list; lists that are whole take no parameter. */
function paged(source: RouteRef | null | undefined, cursor: string | undefined): string {
  return `${source?.path ?? ""}${cursor ? `?${new URLSearchParams({ cursor })}` : ""}`;
}

function itemsOf(value: unknown): Row[] {
  const found = Array.isArray(value) ? (value as unknown[]) : object(value).items;
  return Array.isArray(found) ? found.map(object) : [];
}

/** The items of a list route from the first on, as many as a chart takes, with those published since. */
export function useItems(source: RouteRef | null | undefined, { live, x = "" }: { live?: string | null; x?: string } = {}) {
  const client = useQueryClient();
  const call = useCall();
  const queryKey = useSourceKey()(source, "items");
  useLive(live ?? "", (data) => {
    client.setQueryData<Row[]>(queryKey, (before) => before && grown(before, object(data), x));
  });
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const items: Row[] = [];
      for (let next: string | null | undefined = ""; typeof next === "string" && items.length < DRAWN;) {
        const found = await call("GET", paged(source, next), undefined, signal);
        items.push(...itemsOf(found));
        next = object(found).next as string | null | undefined;
      }
      return items;
    },
    enabled: Boolean(source),
    refetchInterval: live ? REFRESH : false,
  });
}

/** With one more item, which takes the place of the one with the same `x`; never more than are drawn: a window that moves. */
export function grown(before: Row[], item: Row, x: string): Row[] {
  if (!(x in item)) return before;
  const at = before.findIndex((one) => one[x] === item[x]);
  if (at >= 0) return before.with(at, item);
  return [...before, item].slice(-DRAWN);
}

/** A list route, page by page; read again when there is news. */
export function useRows(source: RouteRef | null | undefined, { live, refetchInterval }: { live?: string | null; refetchInterval?: number } = {}) {
  const call = useCall();
  const list = useList<Row>(
    useSourceKey()(source, "list"),
    async (cursor, signal) => {
      const found = await call("GET", paged(source, cursor), undefined, signal);
      return { items: itemsOf(found), next: object(found).next as string | null } satisfies Page<Row>;
    },
    { enabled: Boolean(source), refetchInterval },
  );
  useLive(live ?? "", useSeldom(list.reload));
  return list;
}
