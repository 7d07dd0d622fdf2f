import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmDialog } from "@/components/ConfirmDialog";
import { DataTable, type Column } from "@/components/DataTable";
import { StateChip, type Tone } from "@/components/StateChip";
import { useFormat } from "@/lib/format";

import { Failed } from "../Failed";
import { useErasures, useEventActions, type Erasure } from "./api";

const TONES: Record<string, Tone> = { running: "info", done: "success", failed: "error" };

/** All events of one person, taken out for good. */
export function Erasures() {
  const { t } = useTranslation("analytics");
  const format = useFormat();
  const list = useErasures();
  const { erase } = useEventActions();
  const [person, setPerson] = useState("");
  const [asking, setAsking] = useState(false);
  const state = (row: Erasure) => t(`erasure.${row.state}`, { defaultValue: row.state });
  const columns: Column<Erasure>[] = [
    { name: "created_at", label: t("erasure.asked"), flex: 1.5, render: (row) => format.dateTime(row.created_at) },
    { name: "state", label: t("state"), render: (row) => <StateChip label={state(row)} tone={TONES[row.state]} />, text: state },
    { name: "erased", label: t("erasure.erased"), align: "right", render: (row) => format.number(row.erased) },
    { name: "finished_at", label: t("erasure.finished"), flex: 1.5, render: (row) => format.dateTime(row.finished_at) },
  ];
  if (list.error && list.items.length === 0) return <Failed error={list.error} onRetry={list.reload} />;
  return (
    <>
      <Alert severity="warning" variant="outlined" sx={{ mb: 2, bgcolor: "background.paper" }}>
        {t("erasure.text")}
      </Alert>
      <Box
        component="form"
        sx={{ display: "flex", flexWrap: "wrap", gap: 1, alignItems: "flex-start", mb: 3 }}
        onSubmit={(event: React.FormEvent) => {
          event.preventDefault();
          setAsking(true);
        }}
      >
        <TextField
          label={t("erasure.person")}
          value={person}
          onChange={(event) => setPerson(event.target.value)}
          helperText={t("erasure.personHint")}
          autoComplete="off"
          sx={{ maxWidth: 420 }}
        />
        <Button type="submit" variant="outlined" color="error" disabled={person.trim() === ""}>
          {t("erasure.erase")}
        </Button>
      </Box>
      <Typography variant="h2" sx={{ mb: 1 }}>
        {t("erasure.before")}
      </Typography>
      <DataTable
        label={t("erasure.before")}
        columns={columns}
        list={list}
        rowKey={(row) => row.id}
        empty={{ title: t("erasure.none"), text: t("erasure.noneText") }}
        height="max(240px, calc(100vh - 620px))"
      />
      {asking && (
        <ConfirmDialog
          title={t("erasure.title")}
          text={t("erasure.confirm")}
          typed={person.trim()}
          action={t("erasure.erase")}
          destructive
          onConfirm={async () => {
            await erase(person.trim());
            setPerson("");
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
