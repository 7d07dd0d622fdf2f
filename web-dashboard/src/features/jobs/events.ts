/** Requests about types of events, and about the handlers that get them. */
import { useQuery, useQueryClient } from "@tanstack/react-query";

import { answer } from "@/lib/api";
import type { List } from "@/lib/pages";
import { useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

export type Subscriber = Schema<"SubscriberView">;
export type EventType = Schema<"EventTypeView">;

const POLL = 10_000;

interface Query<T> {
  data: T[] | undefined;
  isPending: boolean;
  error: Error | null;
  refetch: () => unknown;
}

/** A list that is whole, filtered and sorted here. */
export function whole<T extends object>(query: Query<T>, keep: (item: T) => boolean, sort: string): List<T> {
  const field = sort.replace(/^-/, "");
  const text = (item: T) => String((item as Record<string, string | number | undefined>)[field] ?? "");
  const items = (query.data ?? []).filter(keep);
  if (field) items.sort((a, b) => text(a).localeCompare(text(b), undefined, { numeric: true }) * (sort.startsWith("-") ? -1 : 1));
  return {
    items,
    loading: query.isPending,
    error: query.error,
    more: false,
    loadMore: () => undefined,
    loadingMore: false,
    reload: () => void query.refetch(),
  };
}

export function useSubscribers() {
  const { api, key } = useScope();
  return useQuery({
    queryKey: key("subscribers"),
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/events/subscribers", { signal }))).items,
    refetchInterval: POLL,
  });
}

export function useEventTypes() {
  const { api, key } = useScope();
  return useQuery({
    queryKey: key("event-types"),
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/event-types", { signal }))).items,
    staleTime: 60_000,
  });
}

export function useSubscriberActions(subscriber: string) {
  const { api, key } = useScope();
  const client = useQueryClient();
  const params = { path: { subscriber } };
  const refresh = async <T>(call: Promise<{ data?: T }>): Promise<T> => {
    const done = await answer(call);
    for (const what of ["subscribers", "jobs", "dead-letters"]) void client.invalidateQueries({ queryKey: key(what) });
    return done;
  };
  return {
    resume: (replay: boolean) => refresh(api.POST("/api/v1/events/subscribers/{subscriber}/resume", { params, body: { replay } })),
    replay: (time: string) => refresh(api.POST("/api/v1/events/subscribers/{subscriber}/replay", { params, body: { time: time || null, event: null } })),
  };
}
