/** Requests about reports: their types, runs and files, and the tenant at a glance. */
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer } from "@/lib/api";
import { useList } from "@/lib/pages";
import { useScope, type Scope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

export type ReportType = Schema<"ReportTypeView">;
/** The client reads a pair as a list. */
export type Report = Omit<Schema<"ReportView">, "parameters"> & { parameters: string[][] };
export type Run = Omit<Schema<"RunView">, "report"> & { report: Report | null };
export type Overview = Schema<"OverviewView">;
export type Card = Schema<"CardView">;
export type Figure = Schema<"FigureView">;
export type Chart = Schema<"ChartView">;
export type ReportTable = Schema<"TableView">;
export type ReportColumn = Schema<"ColumnView">;
export type Period = Schema<"PeriodView">;
export type Definition = Schema<"DefinitionView">;
export type Download = Schema<"DownloadView">;
export type Kind = ReportColumn["kind"];
/** What is chosen in a form, by the name of the parameter. */
export type Chosen = Record<string, unknown>;

export const READ = "analytics.report.read";
export const RUN = "analytics.report.run";
export const SCHEDULE = "analytics.schedule.manage";
export const MANAGE = "analytics.event.manage";

/** Of a table that is shown at first; one more request brings more of them. */
export const FIRST_ROWS = 500;
export const MOST_ROWS = 10_000;
const POLL = 1000;

export const isOver = (state: string) => state === "done" || state === "failed";

export const overviewQuery = ({ api, key, tenant }: Scope) =>
  queryOptions({
    queryKey: key("analytics", "overview"),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/analytics/dashboard/{tenant_id}", { params: { path: { tenant_id: tenant ?? "" } }, signal })),
    staleTime: 60_000,
  });

export const typesQuery = ({ api, key }: Scope) =>
  queryOptions({
    queryKey: key("analytics", "types"),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/analytics/report-types", { signal })),
    staleTime: 60_000,
  });

export function useTypes() {
  return useQuery(typesQuery(useScope()));
}

export function useFormats() {
  const { api, key } = useScope();
  return useQuery({
    queryKey: key("analytics", "formats"),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/analytics/formats", { signal })),
    staleTime: 60_000,
  });
}

export function useRuns(type?: string) {
  const { api, key } = useScope();
  return useList(key("analytics", "runs", type), (cursor, signal) =>
    answer(api.GET("/api/v1/analytics/runs", { params: { query: { type, cursor } }, signal })),
  );
}

/** A run that was begun: asked for until it is over. */
export function useRun(id: string) {
  const { api, key } = useScope();
  return useQuery({
    queryKey: key("analytics", "run", id),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/analytics/runs/{run_id}", { params: { path: { run_id: id } }, signal })),
    enabled: id !== "",
    refetchInterval: ({ state }) => (state.data && !isOver(state.data.state) ? POLL : false),
  });
}

/** What a finished run found; it never changes. */
export function useReport(id: string, rows: number, enabled: boolean) {
  const { api, key } = useScope();
  return useQuery({
    queryKey: key("analytics", "report", id, rows),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/analytics/runs/{run_id}/report", { params: { path: { run_id: id }, query: { rows } }, signal })),
    enabled: enabled && id !== "",
    staleTime: Infinity,
    placeholderData: (before, query) => (query?.queryKey.includes(id) ? before : undefined),
  });
}

/** A file that was begun: asked for until it is there. */
export function useDownload(first: Download) {
  const { api, key } = useScope();
  return useQuery({
    queryKey: key("analytics", "download", first.id),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/analytics/downloads/{download_id}", { params: { path: { download_id: first.id } }, signal })),
    initialData: first,
    refetchInterval: ({ state }) => (state.data && !isOver(state.data.state) ? POLL : false),
  });
}

export function useReportActions() {
  const { api, key } = useScope();
  const client = useQueryClient();
  const of = (id: string) => ({ params: { path: { run_id: id } } });
  const reread = () => void client.invalidateQueries({ queryKey: key("analytics", "runs") });
  return {
    run: async (type: string, parameters: Chosen) => {
      const body = { type, parameters } as Schema<"GenerateBody">;
      const run = await answer(api.POST("/api/v1/analytics/generate-report", { body }));
      // What was answered at once is not asked for again.
      if (run.report) client.setQueryData(key("analytics", "report", run.id, FIRST_ROWS), run.report);
      client.setQueryData(key("analytics", "run", run.id), run);
      reread();
      return run;
    },
    remove: async (id: string) => {
      await answer(api.DELETE("/api/v1/analytics/runs/{run_id}", of(id)));
      reread();
    },
    download: (id: string, format: string) => answer(api.POST("/api/v1/analytics/runs/{run_id}/downloads", { ...of(id), body: { format } })),
    /** Files of a run are listed with it. */
    rereadRun: (id: string) => void client.invalidateQueries({ queryKey: key("analytics", "run", id) }),
  };
}
