import Box from "@mui/material/Box";
import LinearProgress from "@mui/material/LinearProgress";
import { useTranslation } from "react-i18next";

import { StateChip } from "@/components/StateChip";
import { useFormat } from "@/lib/format";

import { TONES, type Job } from "./states";

/** The state in a word; of one that runs, how far it is. */
export function JobState({ job }: { job: Pick<Job, "state" | "progress" | "note"> }) {
  const { t } = useTranslation("jobs");
  const format = useFormat();
  return (
    <Box sx={{ display: "flex", alignItems: "center", gap: 1, flexWrap: "wrap" }}>
      <StateChip label={t(`state.${job.state}`)} tone={TONES[job.state]} title={t(`meaning.${job.state}`)} />
      {job.state === "running" && job.progress > 0 && <span>{format.percent(Math.round(job.progress * 100) / 100)}</span>}
    </Box>
  );
}

/** How far a job is, as a bar, with what it says about it. */
export function JobProgress({ job }: { job: Pick<Job, "state" | "progress" | "note"> }) {
  const { t } = useTranslation("jobs");
  const format = useFormat();
  const known = job.progress > 0;
  return (
    <Box aria-live="polite" sx={{ mb: 2 }}>
      <LinearProgress
        variant={known ? "determinate" : "indeterminate"}
        value={job.progress * 100}
        aria-label={t("progress")}
        aria-valuetext={job.note || undefined}
        sx={{ height: 8, borderRadius: 1, mb: 0.75 }}
      />
      {[known ? format.percent(Math.round(job.progress * 100) / 100) : "", job.note].filter(Boolean).join(" · ") || t("noProgress")}
    </Box>
  );
}
