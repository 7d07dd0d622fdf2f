import ScheduleIcon from "@mui/icons-material/Schedule";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";

import { DataTable, useSort, type Column } from "@/components/DataTable";
import { FilterField } from "@/components/Filters";
import { PageHeader } from "@/components/PageHeader";
import { StateChip } from "@/components/StateChip";
import { usePluginTitles } from "@/core/plugins";
import { useFormat } from "@/lib/format";
import { useMay, useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";
import { useUrlState } from "@/lib/urlState";

import { PreviewDialog } from "./PreviewDialog";
import { ScheduleButtons } from "./ScheduleButtons";
import { useSchedules } from "./schedules";
import { SchedulesBulk } from "./SchedulesBulk";

type Schedule = Schema<"ScheduleView">;

/** What runs by the clock, and when it runs next. */
export default function SchedulesPage() {
  const { t } = useTranslation("jobs");
  const { to } = useScope();
  const may = useMay();
  const [params] = useSearchParams();
  const [sort] = useSort();
  const [preview, setPreview] = useUrlState("preview");
  const { choices } = usePluginTitles();
  const plugin = params.get("plugin") ?? undefined;
  const paused = params.get("paused");
  const list = useSchedules({ plugin, paused: paused === null ? undefined : paused === "true", sort: sort || undefined });
  const manage = may("omni.job.manage");
  const columns = useColumns();
  return (
    <>
      <PageHeader
        title={t("common:nav.schedules")}
        text={t("schedules.text")}
        actions={
          <Button variant="outlined" startIcon={<ScheduleIcon />} onClick={() => setPreview("yes")}>
            {t("preview.open")}
          </Button>
        }
      />
      <DataTable
        label={t("common:nav.schedules")}
        columns={columns}
        list={list}
        rowKey={(schedule) => schedule.id}
        filters={
          <>
            <FilterField
              name="paused"
              label={t("field.state")}
              choices={[
                { value: "false", label: t("schedules.active") },
                { value: "true", label: t("schedules.paused") },
              ]}
            />
            {choices.length > 0 && <FilterField name="plugin" label={t("field.plugin")} choices={choices} />}
          </>
        }
        rowActions={manage ? (schedule) => <ScheduleButtons schedule={schedule} /> : undefined}
        bulkActions={manage ? (schedules, clear) => <SchedulesBulk schedules={schedules} onDone={clear} /> : undefined}
        empty={
          plugin || paused
            ? { title: t("schedules.noMatch"), text: t("noMatchText"), action: { label: t("showAll"), to: "?" } }
            : { title: t("schedules.empty"), text: t("schedules.emptyText"), action: { label: t("common:nav.plugins"), to: to("plugins") } }
        }
      />
      {preview && <PreviewDialog onClose={() => setPreview("")} />}
    </>
  );
}

function useColumns(): Column<Schedule>[] {
  const { t } = useTranslation("jobs");
  const { to } = useScope();
  const format = useFormat();
  const { title } = usePluginTitles();
  return [
    {
      name: "name",
      label: t("field.schedule"),
      flex: 1.6,
      sortable: true,
      render: (schedule) => (
        <>
          <MuiLink component={Link} to={to(`schedules/${schedule.id}`)}>
            {schedule.name}
          </MuiLink>
          <Typography variant="body2" color="textSecondary">
            {title(schedule.plugin)}
          </Typography>
        </>
      ),
    },
    {
      name: "paused",
      label: t("field.state"),
      render: (schedule) => <PausedChip paused={schedule.paused} />,
      text: (schedule) => t(schedule.paused ? "schedules.paused" : "schedules.active"),
    },
    {
      name: "cron",
      label: t("field.when"),
      flex: 1.4,
      render: (schedule) => (
        <>
          <code>{schedule.cron}</code>
          <Typography variant="body2" color="textSecondary">
            {schedule.zone}
          </Typography>
        </>
      ),
      text: (schedule) => `${schedule.cron} ${schedule.zone}`,
    },
    {
      name: "next_due",
      label: t("field.next"),
      flex: 1.8,
      render: (schedule) => (schedule.paused ? t("schedules.notAsPaused") : format.dateTime(schedule.next_due)),
      text: (schedule) => (schedule.paused ? "" : schedule.next_due),
    },
    { name: "last_due", label: t("field.last"), flex: 1.8, wide: true, render: (schedule) => format.dateTime(schedule.last_due) || t("schedules.never") },
  ];
}

export function PausedChip({ paused }: { paused: boolean }) {
  const { t } = useTranslation("jobs");
  return <StateChip label={t(paused ? "schedules.paused" : "schedules.active")} tone={paused ? "warning" : "success"} />;
}
