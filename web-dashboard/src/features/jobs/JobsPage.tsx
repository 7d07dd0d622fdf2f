import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { DataTable, useSort, type Column } from "@/components/DataTable";
import { PageHeader } from "@/components/PageHeader";
import { usePluginTitles } from "@/core/plugins";
import { useFormat } from "@/lib/format";
import { useMay, useScope } from "@/lib/scope";

import { useJobs } from "./api";
import { useDuration } from "./duration";
import { JobButtons } from "./JobButtons";
import { JobFilterFields, useJobFilters } from "./JobFilterFields";
import { JobsBulk } from "./JobsBulk";
import { JobState } from "./JobState";
import type { Job } from "./states";

/** What plugins have done in the background, and do, the latest first. */
export default function JobsPage() {
  const { t } = useTranslation("jobs");
  const { to } = useScope();
  const may = useMay();
  const [sort] = useSort();
  const { filters, active } = useJobFilters();
  const list = useJobs({ ...filters, sort: sort || undefined });
  const columns = useColumns();
  const manage = may("omni.job.manage");
  return (
    <>
      <PageHeader
        title={t("common:nav.jobs")}
        text={t("jobs.text")}
        actions={
          <Button component={Link} to={to("dead-letters")}>
            {t("common:nav.deadLetters")}
          </Button>
        }
      />
      <DataTable
        label={t("common:nav.jobs")}
        columns={columns}
        list={list}
        rowKey={(job) => job.id}
        filters={<JobFilterFields />}
        rowActions={manage ? (job) => <JobButtons job={job} /> : undefined}
        bulkActions={manage ? (jobs, clear) => <JobsBulk jobs={jobs} onDone={clear} /> : undefined}
        empty={
          active
            ? { title: t("jobs.noMatch"), text: t("noMatchText"), action: { label: t("showAll"), to: "?" } }
            : { title: t("jobs.empty"), text: t("jobs.emptyText"), action: { label: t("common:nav.schedules"), to: to("schedules") } }
        }
      />
    </>
  );
}

function useColumns(): Column<Job>[] {
  const { t } = useTranslation("jobs");
  const { to } = useScope();
  const format = useFormat();
  const took = useDuration();
  const { title } = usePluginTitles();
  return [
    {
      name: "name",
      label: t("field.job"),
      flex: 2,
      sortable: true,
      render: (job) => (
        <>
          <MuiLink component={Link} to={to(`jobs/${job.id}`)}>
            {job.name}
          </MuiLink>
          <Typography variant="body2" color="textSecondary">
            {title(job.plugin)}
          </Typography>
        </>
      ),
    },
    { name: "state", label: t("field.state"), flex: 1.3, render: (job) => <JobState job={job} />, text: (job) => t(`state.${job.state}`) },
    { name: "created_at", label: t("field.created"), flex: 1.6, sortable: true, render: (job) => format.dateTime(job.created_at) },
    {
      name: "duration",
      label: t("field.took"),
      wide: true,
      render: (job) => took(job.started_at, job.finished_at),
      text: (job) => took(job.started_at, job.finished_at),
    },
    { name: "attempt", label: t("field.attempts"), wide: true, flex: 0.9, align: "right", render: (job) => format.number(job.attempt) },
    { name: "message", label: t("field.message"), flex: 2, render: (job) => <Message job={job} />, text: (job) => job.error ?? job.note },
  ];
}

function Message({ job }: { job: Job }) {
  const text = job.error ?? job.note;
  return (
    <Typography
      component="span"
      variant="body2"
      title={text}
      sx={{ display: "-webkit-box", WebkitLineClamp: 2, WebkitBoxOrient: "vertical", overflow: "hidden" }}
    >
      {text}
    </Typography>
  );
}
