/** What the kernel itself knows of how things stand. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";

import { answer } from "@/lib/api";
import { useLive } from "@/lib/live";
import { useMay, useMe, useScope } from "@/lib/scope";

const REFRESH = 30_000;
/** Jobs change often: counted again at most so often. */
const RECOUNT = 3000;
export const JOB_STATES = ["running", "queued", "failed", "dead"] as const;
export type JobState = (typeof JOB_STATES)[number];

/** The tenant's jobs by state; the whole installation's without one. */
export function useJobCounts() {
  const { tenant, api, key } = useScope();
  const may = useMay();
  const client = useQueryClient();
  const queryKey = key("home", "jobs");
  const last = useRef(0);
  useLive("job", () => {
    if (Date.now() - last.current < RECOUNT) return;
    last.current = Date.now();
    void client.invalidateQueries({ queryKey });
  });
  return useQuery({
    queryKey,
    enabled: tenant !== null && may("omni.job.read"),
    refetchInterval: REFRESH,
    queryFn: ({ signal }) => answer(api.GET("/api/v1/jobs/counts", { signal })),
  });
}

/** Installed plugins as they stand here. */
export function usePlugins() {
  const { api, key } = useScope();
  const may = useMay();
  return useQuery({
    queryKey: key("home", "plugins"),
    enabled: may("omni.plugin.read"),
    refetchInterval: REFRESH,
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/plugins", { signal }))).items,
  });
}

/** The installation: health and counts, for its administrators. */
export function useInstallation() {
  const { tenant, api, key } = useScope();
  const { data: me } = useMe(tenant);
  return useQuery({
    queryKey: key("home", "installation"),
    enabled: tenant === null && me?.platform === true,
    refetchInterval: REFRESH,
    queryFn: ({ signal }) => answer(api.GET("/api/v1/platform", { signal })),
  });
}
