import UploadFileIcon from "@mui/icons-material/UploadFile";
import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import LinearProgress from "@mui/material/LinearProgress";
import Typography from "@mui/material/Typography";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmDialog } from "@/components/ConfirmDialog";
import { DataTable, type Column } from "@/components/DataTable";
import { useErrorText } from "@/components/ErrorState";
import { StateChip, type Tone } from "@/components/StateChip";
import { useFormat } from "@/lib/format";

import { Failed } from "../Failed";
import { useEventActions, useImports, type Import } from "./api";

const TONES: Record<string, Tone> = { running: "info", done: "success", failed: "error" };
const CSV = /\.(csv|tsv|txt)$/i;
const isOpen = ({ state }: Import) => state === "queued" || state === "running";

/** Files of events: sent, read in the background, and what came of them. */
export function Imports() {
  const { t } = useTranslation("analytics");
  const format = useFormat();
  const list = useImports();
  const { stopImport } = useEventActions();
  const [stopping, setStopping] = useState<Import | null>(null);
  const state = (row: Import) => t(`import.${row.state}`, { defaultValue: row.state });
  const columns: Column<Import>[] = [
    {
      name: "filename",
      label: t("import.file"),
      flex: 2,
      render: (row) => (
        <>
          {row.filename}
          <Typography variant="body2" color="textSecondary">
            {format.bytes(row.size)} · {format.relative(row.created_at)}
          </Typography>
        </>
      ),
      text: (row) => row.filename,
    },
    { name: "state", label: t("state"), flex: 1.6, render: (row) => <Progress row={row} label={state(row)} />, text: state },
    { name: "accepted", label: t("import.accepted"), align: "right", render: (row) => format.number(row.accepted) },
    { name: "rejected", label: t("import.rejected"), align: "right", render: (row) => format.number(row.rejected) },
  ];
  if (list.error && list.items.length === 0) return <Failed error={list.error} onRetry={list.reload} />;
  return (
    <>
      <Upload />
      <DataTable
        label={t("view.imports")}
        columns={columns}
        list={list}
        rowKey={(row) => row.id}
        rowActions={(row) => (
          <Button
            size="small"
            color="error"
            onClick={() => setStopping(row)}
            aria-label={t(isOpen(row) ? "import.stopOf" : "import.forgetOf", { name: row.filename })}
          >
            {t(isOpen(row) ? "import.stop" : "import.forget")}
          </Button>
        )}
        empty={{ title: t("import.none"), text: t("import.noneText") }}
        height="max(320px, calc(100vh - 520px))"
      />
      {stopping && (
        <ConfirmDialog
          title={t(isOpen(stopping) ? "import.stopTitle" : "import.forgetTitle", { name: stopping.filename })}
          text={t(isOpen(stopping) ? "import.stopText" : "import.forgetText")}
          action={t(isOpen(stopping) ? "import.stop" : "import.forget")}
          destructive
          onConfirm={() => stopImport(stopping.id)}
          onClose={() => setStopping(null)}
        />
      )}
    </>
  );
}

function Progress({ row, label }: { row: Import; label: string }) {
  const format = useFormat();
  if (!isOpen(row)) return <StateChip label={label} tone={TONES[row.state]} title={row.error || undefined} />;
  return (
    <Box sx={{ minWidth: 100 }}>
      {label} {format.percent(row.progress)}
      <LinearProgress variant={row.progress > 0 ? "determinate" : "indeterminate"} value={row.progress * 100} aria-label={row.filename} />
    </Box>
  );
}

function Upload() {
  const { t } = useTranslation("analytics");
  const words = useErrorText();
  const input = useRef<HTMLInputElement>(null);
  const { importFile } = useEventActions();
  const sending = useMutation({ mutationFn: (file: File) => importFile(file, CSV.test(file.name) ? "csv" : "jsonl") });
  return (
    <Box sx={{ mb: 2 }}>
      <Typography color="textSecondary" sx={{ mb: 1 }}>
        {t("import.text")}
      </Typography>
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.tsv,.jsonl,.ndjson"
        aria-label={t("import.choose")}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          // The same file can be chosen once more.
          event.target.value = "";
          if (file) sending.mutate(file);
        }}
      />
      <Button variant="contained" startIcon={<UploadFileIcon />} loading={sending.isPending} loadingPosition="start" onClick={() => input.current?.click()}>
        {t(sending.isPending ? "import.sending" : "import.choose")}
      </Button>
      {sending.error && (
        <Alert severity="error" sx={{ mt: 1 }} onClose={() => sending.reset()}>
          {words(sending.error)}
        </Alert>
      )}
    </Box>
  );
}
