import Alert from "@mui/material/Alert";
import AlertTitle from "@mui/material/AlertTitle";
import Button from "@mui/material/Button";
import LinearProgress from "@mui/material/LinearProgress";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState } from "@/components/ErrorState";
import { LoadingPage } from "@/components/LoadingPage";
import { useLive } from "@/lib/live";
import { ApiError } from "@/lib/problem";

import { FIRST_ROWS, MOST_ROWS, isOver, useReport, useRun } from "../api";
import { ReportResult } from "./ReportResult";

/** A run: how far it is, why it failed, or what it found. */
export function RunProgress({ runId, onAgain }: { runId: string; onAgain?: () => void }) {
  const { t } = useTranslation("analytics");
  const run = useRun(runId);
  const [rows, setRows] = useState(FIRST_ROWS);
  const report = useReport(runId, rows, run.data?.state === "done");
  useLive("job", () => {
    if (run.data && !isOver(run.data.state)) void run.refetch();
  });
  const again = onAgain && (
    <Button color="inherit" size="small" onClick={onAgain}>
      {t("report.again")}
    </Button>
  );
  if (run.error instanceof ApiError && run.error.status === 404) {
    return (
      <Alert severity="warning" action={again}>
        <AlertTitle>{t("report.gone")}</AlertTitle>
        {t("report.goneText")}
      </Alert>
    );
  }
  const failed = run.error ?? report.error;
  if (failed && !report.data) return <ErrorState error={failed} onRetry={() => void (run.error ? run.refetch() : report.refetch())} />;
  if (run.data?.state === "failed") {
    return (
      <Alert severity="error" action={again}>
        <AlertTitle>{t("report.failed")}</AlertTitle>
        {run.data.error}
      </Alert>
    );
  }
  if (run.data && run.data.state !== "done") {
    const known = run.data.progress > 0;
    return (
      <Alert severity="info" role="status" sx={{ "& .MuiAlert-message": { flex: 1 } }}>
        {t("report.running")}
        <LinearProgress variant={known ? "determinate" : "indeterminate"} value={run.data.progress * 100} aria-label={t("report.running")} sx={{ mt: 1 }} />
      </Alert>
    );
  }
  if (!report.data) return <LoadingPage />;
  return <ReportResult report={report.data} onMore={rows < MOST_ROWS ? () => setRows(MOST_ROWS) : undefined} loadingMore={report.isFetching} />;
}
