import DownloadIcon from "@mui/icons-material/Download";
import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import LinearProgress from "@mui/material/LinearProgress";
import MenuItem from "@mui/material/MenuItem";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { LazyMenu } from "@/components/LazyMenu";
import { useSay } from "@/components/Snacks";
import { useFormat } from "@/lib/format";

import { useDownload, useFormats, useReportActions, type Download } from "../api";

/** As which file? A job makes it. */
export function DownloadButton({ run, onBegun }: { run: string; onBegun: (download: Download) => void }) {
  const { t } = useTranslation("analytics");
  const say = useSay();
  const { download } = useReportActions();
  const { data: formats = [] } = useFormats();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const begin = useMutation({ mutationFn: (format: string) => download(run, format), onSuccess: onBegun, onError: say.failed });
  return (
    <>
      <Button
        variant="outlined"
        startIcon={<DownloadIcon />}
        loading={begin.isPending}
        aria-haspopup="menu"
        disabled={formats.length === 0}
        title={formats.length === 0 ? t("download.none") : undefined}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {t("download.button")}
      </Button>
      <LazyMenu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)} slotProps={{ list: { "aria-label": t("download.button") } }}>
        {formats.map(({ name, title }) => (
          <MenuItem
            key={name}
            onClick={() => {
              setAnchor(null);
              begin.mutate(name);
            }}
          >
            {title}
          </MenuItem>
        ))}
      </LazyMenu>
    </>
  );
}

/** A file: how far it is, then its link. */
export function DownloadStatus({ first, onClose }: { first: Download; onClose: () => void }) {
  const { t } = useTranslation("analytics");
  const format = useFormat();
  const { data: formats = [] } = useFormats();
  const { data: file } = useDownload(first);
  const title = formats.find(({ name }) => name === file.format)?.title ?? file.format;
  if (file.state === "failed") {
    return (
      <Alert severity="error" onClose={onClose} role="status">
        {t("download.failed", { title })} {file.error}
      </Alert>
    );
  }
  if (file.state !== "done") {
    const known = file.progress > 0;
    return (
      <Alert severity="info" role="status" sx={{ "& .MuiAlert-message": { flex: 1 } }}>
        {file.note || t("download.running", { title })}
        <LinearProgress
          variant={known ? "determinate" : "indeterminate"}
          value={file.progress * 100}
          aria-label={t("download.running", { title })}
          sx={{ mt: 1 }}
        />
      </Alert>
    );
  }
  return (
    <Alert
      severity="success"
      role="status"
      onClose={onClose}
      action={
        file.url ? (
          <Button href={file.url} download startIcon={<DownloadIcon />} variant="outlined" color="inherit" size="small">
            {t("download.fetch")}
          </Button>
        ) : undefined
      }
    >
      {t("download.done", { name: file.filename, size: format.bytes(file.size) })} {t("download.until", { time: format.time(file.expires_at) })}
    </Alert>
  );
}
