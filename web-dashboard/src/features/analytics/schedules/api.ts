/** Requests about schedules of reports, and what became of each time. */
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";

import type { paths } from "@/api/schema";
import { answer } from "@/lib/api";
import { useList } from "@/lib/pages";
import { useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

export type Schedule = paths["/api/v1/analytics/schedules/{schedule_id}"]["get"]["responses"][200]["content"]["application/json"];
export type ScheduleBody = Schema<"ScheduleBody">;
export type NextRun = Schema<"NextRunView">;
export type Sending = Schema<"SendingView">;
export type Delivery = Schema<"DeliveryView">;

const POLL = 1500;
const REREAD = 15_000;
const OPEN = new Set(["queued", "running"]);

export function useSchedules() {
  const { api, key } = useScope();
  return useList(
    key("analytics", "schedules"),
    (cursor, signal) => answer(api.GET("/api/v1/analytics/schedules", { params: { query: { cursor } }, signal })),
    // When they run next moves on.
    { refetchInterval: REREAD },
  );
}

/** When it would run, before anything is saved. */
export function usePreview(cron: string, zone: string) {
  const { api, key } = useScope();
  return useQuery({
    queryKey: key("analytics", "preview", cron, zone),
    queryFn: ({ signal }) => answer(api.POST("/api/v1/analytics/schedules/preview", { body: { cron, zone: zone || null }, signal })),
    enabled: cron.trim() !== "",
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

export function useSendings(schedule: string) {
  const { api, key } = useScope();
  return useList(
    key("analytics", "sendings", schedule),
    (cursor, signal) =>
      answer(api.GET("/api/v1/analytics/schedules/{schedule_id}/sendings", { params: { path: { schedule_id: schedule }, query: { cursor } }, signal })),
    { refetchInterval: REREAD },
  );
}

/** One time, with each mail; asked for until it is over. */
export function useSending(id: string) {
  const { api, key } = useScope();
  return useQuery({
    queryKey: key("analytics", "sending", id),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/analytics/sendings/{sending_id}", { params: { path: { sending_id: id } }, signal })),
    refetchInterval: ({ state }) => (state.data && OPEN.has(state.data.state) ? POLL : false),
  });
}

export function useScheduleActions() {
  const { api, key } = useScope();
  const client = useQueryClient();
  const of = (id: string) => ({ params: { path: { schedule_id: id } } });
  const reread = async <T>(call: Promise<{ data?: T }>): Promise<T> => {
    const done = await answer(call);
    for (const what of ["schedules", "sendings"]) void client.invalidateQueries({ queryKey: key("analytics", what) });
    return done;
  };
  return {
    create: (body: ScheduleBody) => reread(api.POST("/api/v1/analytics/schedule-report", { body })),
    change: (id: string, body: ScheduleBody) =>
      reread(api.PUT("/api/v1/analytics/schedules/{schedule_id}", { ...of(id), body: { ...body, take_over: false } })),
    remove: (id: string) => reread(api.DELETE("/api/v1/analytics/schedules/{schedule_id}", of(id))),
    pause: (id: string) => reread(api.POST("/api/v1/analytics/schedules/{schedule_id}/pause", of(id))),
    resume: (id: string) => reread(api.POST("/api/v1/analytics/schedules/{schedule_id}/resume", of(id))),
    sendNow: (id: string) => reread(api.POST("/api/v1/analytics/schedules/{schedule_id}/send-now", of(id))),
    dryRun: (id: string) => reread(api.POST("/api/v1/analytics/schedules/{schedule_id}/dry-run", of(id))),
    rereadSendings: () => void client.invalidateQueries({ queryKey: key("analytics", "sendings") }),
  };
}
