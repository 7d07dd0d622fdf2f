import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import MuiLink from "@mui/material/Link";

import { ErrorState } from "@/components/ErrorState";
import { Facts, Section } from "@/components/Facts";
import { JsonView } from "@/components/JsonView";
import { LoadingPage } from "@/components/LoadingPage";
import { PageHeader } from "@/components/PageHeader";
import { usePluginTitles } from "@/core/plugins";
import { useFormat } from "@/lib/format";
import { useMay, useScope } from "@/lib/scope";

import { NextRuns } from "./NextRuns";
import { ScheduleButtons } from "./ScheduleButtons";
import { PausedChip } from "./SchedulesPage";
import { useRuns, useSchedule } from "./schedules";

/** One schedule: when it runs next, by the clock of its zone. */
export default function SchedulePage() {
  const { t } = useTranslation("jobs");
  const { schedule: id = "" } = useParams();
  const { to } = useScope();
  const may = useMay();
  const format = useFormat();
  const { title } = usePluginTitles();
  const found = useSchedule(id);
  const runs = useRuns(id);
  if (found.isPending) return <LoadingPage />;
  const trail = [{ label: t("common:nav.schedules"), to: to("schedules") }];
  if (!found.data) {
    return (
      <>
        <PageHeader title={t("common:nav.schedules")} trail={trail} />
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      </>
    );
  }
  const schedule = found.data;
  const jobs = `jobs?${new URLSearchParams({ plugin: schedule.plugin, name: schedule.job })}`;
  return (
    <>
      <PageHeader title={schedule.name} trail={trail} actions={may("omni.job.manage") && <ScheduleButtons schedule={schedule} words />} />
      <Section title={t("field.standing")}>
        <Facts
          facts={[
            { label: t("field.state"), value: <PausedChip paused={schedule.paused} /> },
            { label: t("field.plugin"), value: title(schedule.plugin) },
            {
              label: t("field.job"),
              value: (
                <MuiLink component={Link} to={to(jobs)}>
                  {t("schedules.jobsOf", { name: schedule.job })}
                </MuiLink>
              ),
            },
            { label: t("field.when"), value: <code>{schedule.cron}</code> },
            { label: t("field.zone"), value: schedule.zone },
            { label: t("field.catchUp"), value: t(`catchUp.${schedule.catch_up}`, { defaultValue: schedule.catch_up }) },
            { label: t("field.madeBy"), value: t(schedule.declared ? "schedules.byPlugin" : "schedules.byPeople") },
            { label: t("field.last"), value: format.dateTime(schedule.last_due) || t("schedules.never") },
          ]}
        />
      </Section>
      <Section title={t(schedule.paused ? "schedules.wouldRun" : "schedules.nextRuns")}>
        {runs.data ? <NextRuns runs={runs.data} /> : runs.error ? <ErrorState error={runs.error} onRetry={() => void runs.refetch()} /> : <LoadingPage />}
      </Section>
      {Object.keys(schedule.arguments).length > 0 && (
        <Section title={t("field.arguments")}>
          <JsonView value={schedule.arguments} label={t("field.arguments")} />
        </Section>
      )}
    </>
  );
}
