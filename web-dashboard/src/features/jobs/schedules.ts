/** Requests about schedules. */
import { useQuery, useQueryClient } from "@tanstack/react-query";

import { answer } from "@/lib/api";
import { useList } from "@/lib/pages";
import { useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

const NEXT = 10;
/** When they run next moves on; those of a new plugin come a moment later than it. */
const POLL = 15_000;

export interface ScheduleFilters {
  plugin?: string;
  paused?: boolean;
  sort?: string;
}

export function useSchedules(filters: ScheduleFilters) {
  const { api, key } = useScope();
  return useList(
    key("schedules", "list", filters),
    (cursor, signal) => answer(api.GET("/api/v1/schedules", { params: { query: { ...filters, cursor } }, signal })),
    { refetchInterval: POLL },
  );
}

export function useSchedule(id: string) {
  const { api, key } = useScope();
  return useQuery({
    queryKey: key("schedules", "one", id),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/schedules/{schedule_id}", { params: { path: { schedule_id: id } }, signal })),
  });
}

export function useRuns(id: string) {
  const { api, key } = useScope();
  return useQuery({
    queryKey: key("schedules", "runs", id),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/schedules/{schedule_id}/runs", { params: { path: { schedule_id: id }, query: { count: NEXT } }, signal })),
  });
}

export function useScheduleActions() {
  const { api, key } = useScope();
  const client = useQueryClient();
  const about = (schedule: { id: string }) => ({ params: { path: { schedule_id: schedule.id } } });
  const refresh = async <T>(call: Promise<{ data?: T }>): Promise<T> => {
    const done = await answer(call);
    for (const what of ["schedules", "jobs"]) void client.invalidateQueries({ queryKey: key(what) });
    return done;
  };
  return {
    pause: (schedule: { id: string }) => refresh(api.POST("/api/v1/schedules/{schedule_id}/pause", about(schedule))),
    resume: (schedule: { id: string }) => refresh(api.POST("/api/v1/schedules/{schedule_id}/resume", about(schedule))),
    run: (schedule: { id: string }) => refresh(api.POST("/api/v1/schedules/{schedule_id}/run", about(schedule))),
    preview: (cron: string, zone: string): Promise<Schema<"Runs">> =>
      answer(api.POST("/api/v1/schedules/preview", { body: { cron, zone: zone || null, count: NEXT } })),
  };
}
