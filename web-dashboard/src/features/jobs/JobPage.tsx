import Alert from "@mui/material/Alert";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";

import { ErrorState } from "@/components/ErrorState";
import { Facts, Section } from "@/components/Facts";
import { JsonView } from "@/components/JsonView";
import { LoadingPage } from "@/components/LoadingPage";
import { PageHeader } from "@/components/PageHeader";
import { usePluginTitles } from "@/core/plugins";
import { useFormat } from "@/lib/format";
import { useMay, useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

import { useJob } from "./api";
import { DeleteLetter } from "./DeleteLetter";
import { useDuration } from "./duration";
import { JobButtons } from "./JobButtons";
import { JobProgress, JobState } from "./JobState";
import { isOpen } from "./states";

/** One job: how it stands, live, what it took and what it gave. */
export default function JobPage() {
  const { t } = useTranslation("jobs");
  const { job: id = "" } = useParams();
  const { to } = useScope();
  const may = useMay();
  const job = useJob(id);
  if (job.isPending) return <LoadingPage />;
  const trail = [{ label: t("common:nav.jobs"), to: to("jobs") }];
  if (!job.data) {
    return (
      <>
        <PageHeader title={t("common:nav.jobs")} trail={trail} />
        <ErrorState error={job.error} onRetry={() => void job.refetch()} />
      </>
    );
  }
  const manage = may("omni.job.manage");
  return (
    <>
      <PageHeader
        title={job.data.name}
        trail={trail}
        actions={
          manage && (
            <>
              <JobButtons job={job.data} words />
              {job.data.state === "dead" && <DeleteLetter letter={job.data} words />}
            </>
          )
        }
      />
      <Standing job={job.data} />
      <Section title={t("field.arguments")}>
        <JsonView value={job.data.arguments} label={t("field.arguments")} />
      </Section>
      {job.data.state === "done" && (
        <Section title={t("field.result")}>
          <JsonView value={job.data.result} label={t("field.result")} />
        </Section>
      )}
    </>
  );
}

function Standing({ job }: { job: Schema<"JobDetail"> }) {
  const { t } = useTranslation("jobs");
  const { title } = usePluginTitles();
  const format = useFormat();
  const took = useDuration();
  const waits = job.state === "queued" || job.state === "failed";
  return (
    <Section title={t("field.standing")}>
      {job.state === "running" && <JobProgress job={job} />}
      {job.error && (
        <Alert severity={isOpen(job.state) ? "warning" : "error"} sx={{ mb: 2, whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {job.error}
        </Alert>
      )}
      <Facts
        facts={[
          { label: t("field.state"), value: <JobState job={job} /> },
          { label: t("field.meaning"), value: t(`meaning.${job.state}`) },
          { label: t("field.note"), value: job.state === "running" ? "" : job.note },
          { label: t("field.plugin"), value: title(job.plugin) },
          { label: t("field.kind"), value: t(`kind.${job.kind}`, { defaultValue: job.kind }) },
          { label: t("field.attempts"), value: format.number(job.attempt) },
          { label: t("field.created"), value: format.dateTime(job.created_at) },
          { label: t("field.due"), value: waits && format.dateTime(job.due) },
          { label: t("field.started"), value: format.dateTime(job.started_at) },
          { label: t("field.finished"), value: format.dateTime(job.finished_at) },
          { label: t("field.took"), value: took(job.started_at, job.finished_at) },
          { label: t("field.queue"), value: job.queue },
          { label: t("field.priority"), value: format.number(job.priority) },
          { label: t("field.id"), value: <code>{job.id}</code> },
        ]}
      />
    </Section>
  );
}
