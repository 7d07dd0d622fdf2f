import PlayArrowIcon from "@mui/icons-material/PlayArrow";
import ScheduleIcon from "@mui/icons-material/Schedule";
import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Paper from "@mui/material/Paper";
import Typography from "@mui/material/Typography";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { EmptyState } from "@/components/EmptyState";
import { useErrorText } from "@/components/ErrorState";
import { PageHeader } from "@/components/PageHeader";
import { useMay, useScope } from "@/lib/scope";

import { RUN, SCHEDULE, type ReportType } from "../api";
import { DownloadButton, DownloadStatus } from "./Downloads";
import { ParameterFields } from "./ParameterFields";
import { RunProgress } from "./RunProgress";
import { Runs } from "./Runs";
import { useReportRun } from "./useReportRun";

/** A report with its form. What is asked for stands in the address, as does the run that is shown: a link shows the same. */
export function ReportView({ type }: { type: ReportType }) {
  const { t } = useTranslation("analytics");
  const { to } = useScope();
  const may = useMay();
  const words = useErrorText();
  const state = useReportRun(type);
  const { chosen, setChosen, run, runId, running, begin, errors, error, show } = state;
  const done = run?.state === "done";
  const trail = [
    { label: t("common:nav.analytics"), to: to("analytics") },
    { label: t("page.reports"), to: to("analytics/reports") },
  ];
  return (
    <>
      <PageHeader
        title={type.title}
        text={type.summary}
        trail={trail}
        actions={
          <>
            {may(SCHEDULE) && (
              <Button component={Link} to={`${to("analytics/schedules")}?${state.scheduleQuery}`} startIcon={<ScheduleIcon />} variant="outlined">
                {t("schedule.this")}
              </Button>
            )}
            {may(RUN) && done && <DownloadButton key={runId} run={runId} onBegun={state.setFile} />}
          </>
        }
      />
      {may(RUN) && (
        <Paper
          variant="outlined"
          component="form"
          noValidate
          aria-label={t("parameters.title")}
          sx={{ p: 2, mb: 2, display: "flex", flexDirection: "column", gap: 1.5 }}
          onSubmit={(event: React.FormEvent) => {
            event.preventDefault();
            begin();
          }}
        >
          <ParameterFields schema={type.parameters} chosen={chosen} onChange={setChosen} errors={errors}>
            <Button type="submit" variant="contained" startIcon={<PlayArrowIcon />} loading={running} loadingPosition="start">
              {t("report.run")}
            </Button>
          </ParameterFields>
          {error != null && Object.keys(errors).length === 0 && <Alert severity="error">{words(error)}</Alert>}
        </Paper>
      )}
      {state.file && (
        <Box sx={{ mb: 2 }}>
          <DownloadStatus key={state.file.id} first={state.file} onClose={() => state.setFile(null)} />
        </Box>
      )}
      <Box aria-live="polite" aria-busy={running}>
        {runId ? (
          <RunProgress runId={runId} onAgain={may(RUN) ? begin : undefined} />
        ) : (
          !running && error == null && <EmptyState title={t("report.none")} text={t(may(RUN) ? "report.noneText" : "report.noneToRead")} />
        )}
      </Box>
      <Box sx={{ mt: 3 }}>
        <Typography variant="h2" sx={{ mb: 1 }}>
          {t("runs.title")}
        </Typography>
        <Runs type={type.name} open={runId} onOpen={show} />
      </Box>
    </>
  );
}
