import DownloadIcon from "@mui/icons-material/Download";
import Alert from "@mui/material/Alert";
import AlertTitle from "@mui/material/AlertTitle";
import Button from "@mui/material/Button";
import LinearProgress from "@mui/material/LinearProgress";
import { useTranslation } from "react-i18next";

import { ErrorState } from "@/components/ErrorState";
import { useFormat } from "@/lib/format";
import { useLive } from "@/lib/live";

import { useExport, type Export } from "./api";

/** An export that was begun: how far it is, then its file. The id stands in the address, so that one may come back to it. */
export function ExportStatus({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation("audit");
  const found = useExport(id);
  const job = id.split(".")[0];
  useLive("job", (data) => {
    if ((data as { id: string }).id === job) void found.refetch();
  });
  if (found.error && !found.data) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  const state = found.data?.state ?? "queued";
  const over = state === "done" ? "done" : ["dead", "cancelled"].includes(state) ? "failed" : "running";
  const severity = ({ done: "success", failed: "error", running: "info" } as const)[over];
  return (
    <Alert severity={severity} sx={{ mb: 2, "& .MuiAlert-message": { flex: 1 } }} onClose={over === "running" ? undefined : onClose} role="status">
      <AlertTitle>{t(`export.${over}`)}</AlertTitle>
      {found.data && <Body found={found.data} over={over} />}
    </Alert>
  );
}

function Body({ found, over }: { found: Export; over: string }) {
  const { t } = useTranslation("audit");
  const format = useFormat();
  if (over === "failed") return found.error ?? t("export.failedText");
  if (over === "running") {
    const known = found.progress > 0;
    return <LinearProgress variant={known ? "determinate" : "indeterminate"} value={found.progress * 100} aria-label={t("export.running")} sx={{ my: 1 }} />;
  }
  return (
    <>
      {t("export.entries", { count: found.entries ?? 0 })} {t("export.until", { time: format.time(found.expires_at) })}
      {found.url && (
        <div>
          <Button href={found.url} download startIcon={<DownloadIcon />} variant="outlined" color="inherit" size="small" sx={{ mt: 1 }}>
            {t("export.download")}
          </Button>
        </div>
      )}
    </>
  );
}
