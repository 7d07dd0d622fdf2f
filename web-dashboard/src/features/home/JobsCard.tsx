import PlayCircleIcon from "@mui/icons-material/PlayCircle";
import { useTranslation } from "react-i18next";

import { ErrorState } from "@/components/ErrorState";
import { useScope } from "@/lib/scope";

import { JOB_STATES, useInstallation, useJobCounts, type JobState } from "./api";
import { Card } from "./Card";
import { Numbers } from "./Numbers";

const ALARMING: JobState[] = ["failed", "dead"];

/** How many jobs run, wait and failed: of the tenant, or of all tenants together. */
export function JobsCard() {
  const { t } = useTranslation("home");
  const { tenant, to } = useScope();
  const own = useJobCounts();
  const all = useInstallation();
  const query = tenant === null ? all : own;
  if (query.fetchStatus === "idle" && query.isPending) return null;
  const counts = tenant === null ? all.data?.counts.jobs : own.data;
  // The pages of the installation list its own jobs, not those of tenants that are counted here.
  const page = (state: JobState) => (tenant === null ? undefined : to(state === "dead" ? "dead-letters" : `jobs?state=${state}`));
  return (
    <Card
      title={t(tenant === null ? "jobs.all" : "jobs.title")}
      icon={<PlayCircleIcon fontSize="small" />}
      more={tenant === null ? undefined : { label: t("jobs.more"), to: to("jobs") }}
    >
      {query.error && !query.data ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Numbers
          of={JOB_STATES.map((state) => ({
            label: t(`jobs.${state}`),
            count: counts && (counts[state] ?? 0),
            to: page(state),
            alarming: ALARMING.includes(state),
          }))}
        />
      )}
    </Card>
  );
}
