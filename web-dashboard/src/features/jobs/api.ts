/** Requests about jobs, and how their lists stay current. */
import { useQuery, useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { answer } from "@/lib/api";
import { useLive } from "@/lib/live";
import { useList, type Page } from "@/lib/pages";
import { useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

import { isOpen, type Job, type State } from "./states";

/** What the stream says of a job: when it ends or waits again, and how far it is. */
interface Told {
  id: string;
  state: State;
  progress?: number;
  note?: string;
}

const REFRESH = 1500;
const LIST_POLL = 5000;
const JOB_POLL = 2000;

/** Ask anew for all that shows jobs, at once for many reasons. */
function useRefresh() {
  const client = useQueryClient();
  const { key } = useScope();
  const waiting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(waiting.current), []);
  return () => {
    waiting.current ??= setTimeout(() => {
      waiting.current = undefined;
      for (const what of ["jobs", "dead-letters"]) void client.invalidateQueries({ queryKey: key(what) });
    }, REFRESH);
  };
}

/** Bring what the stream tells into what is shown; what ended is asked for anew, for its times and its error. */
function useTold() {
  const client = useQueryClient();
  const { key } = useScope();
  const refresh = useRefresh();
  useLive("job", (data) => {
    const { id, state, progress, note } = data as Told;
    const changed = <T extends Job>(job: T): T => (job.id === id ? { ...job, state, progress: progress ?? job.progress, note: note ?? job.note } : job);
    const has = (pages: Page<Job>[]) => pages.some((page) => page.items.some((job) => job.id === id));
    const lists = client.getQueriesData<InfiniteData<Page<Job>>>({ queryKey: key("jobs", "list") });
    const known = lists.filter(([, list]) => list && has(list.pages));
    for (const [at] of known)
      client.setQueryData<InfiniteData<Page<Job>>>(
        at,
        (before) => before && { ...before, pages: before.pages.map((page) => ({ ...page, items: page.items.map(changed) })) },
      );
    const one = client.setQueryData<Schema<"JobDetail">>(key("jobs", "one", id), (before) => before && changed(before));
    const ended = state !== "running" && (known.length > 0 || one !== undefined);
    // Deliveries of events end at every turn, and say nothing before; only jobs that report progress are new.
    if (ended || (state === "running" && known.length === 0)) refresh();
  });
}

/** Dead letters come and go with the ends of jobs. */
export function useDeaths() {
  const refresh = useRefresh();
  useLive("job", (data) => {
    if ((data as Told).state === "dead") refresh();
  });
}

/** Jobs that are new are not told of. A clock of its own: each message of progress would set back that of the query. */
function usePoll(queryKey: unknown[]) {
  const client = useQueryClient();
  const name = JSON.stringify(queryKey);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void client.invalidateQueries({ queryKey: JSON.parse(name) as unknown[] });
    }, LIST_POLL);
    return () => clearInterval(timer);
  }, [client, name]);
}

export interface JobFilters {
  state?: State;
  plugin?: string;
  name?: string;
  kind?: string;
  created_after?: string;
  created_before?: string;
  sort?: string;
}

export function useJobs(filters: JobFilters) {
  const { api, key } = useScope();
  useTold();
  usePoll(key("jobs", "list"));
  return useList(key("jobs", "list", filters), (cursor, signal) => answer(api.GET("/api/v1/jobs", { params: { query: { ...filters, cursor } }, signal })));
}

export function useJob(id: string) {
  const { api, key } = useScope();
  useTold();
  return useQuery({
    queryKey: key("jobs", "one", id),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/jobs/{job_id}", { params: { path: { job_id: id } }, signal })),
    refetchInterval: ({ state }) => (state.data && isOpen(state.data.state) ? JOB_POLL : false),
  });
}

/** What may be done to a job; what is shown follows. */
export function useJobActions() {
  const { api, key } = useScope();
  const client = useQueryClient();
  const about = (job: { id: string }) => ({ params: { path: { job_id: job.id } } });
  const refresh = () => {
    for (const what of ["jobs", "dead-letters", "subscribers"]) void client.invalidateQueries({ queryKey: key(what) });
  };
  const then = async <T>(call: Promise<{ data?: T }>): Promise<T> => {
    try {
      return await answer(call);
    } finally {
      refresh();
    }
  };
  return {
    cancel: (job: { id: string }) => then(api.POST("/api/v1/jobs/{job_id}/cancel", about(job))),
    retry: (job: { id: string }) => then(api.POST("/api/v1/jobs/{job_id}/retry", about(job))),
    replay: (letter: { id: string }) => then(api.POST("/api/v1/dead-letters/{job_id}/replay", about(letter))),
    replayMany: (body: Schema<"Which">) => then(api.POST("/api/v1/dead-letters/replay", { body })),
    giveUp: (letter: { id: string }) => then(api.DELETE("/api/v1/dead-letters/{job_id}", about(letter))),
  };
}
