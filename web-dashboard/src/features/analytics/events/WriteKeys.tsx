import AddIcon from "@mui/icons-material/Add";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogContentText from "@mui/material/DialogContentText";
import DialogTitle from "@mui/material/DialogTitle";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmDialog } from "@/components/ConfirmDialog";
import { DataTable, type Column } from "@/components/DataTable";
import { FormDialog, at } from "@/components/FormDialog";
import { Secret } from "@/components/Secret";
import { StateChip } from "@/components/StateChip";
import { useFormat } from "@/lib/format";

import { Failed } from "../Failed";
import { useEventActions, useWriteKeys, type WriteKey } from "./api";

/** Keys by which Segment libraries send events: made, shown once, revoked. */
export function WriteKeys() {
  const { t } = useTranslation("analytics");
  const format = useFormat();
  const list = useWriteKeys();
  const { revokeKey } = useEventActions();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const [revoking, setRevoking] = useState<WriteKey | null>(null);
  const state = (row: WriteKey) => t(row.revoked_at ? "keys.revoked" : "keys.active");
  const columns: Column<WriteKey>[] = [
    { name: "name", label: t("keys.name"), flex: 2, render: (row) => row.name },
    { name: "start", label: t("keys.start"), render: (row) => <code>{`${row.start}…`}</code>, text: (row) => row.start },
    { name: "revoked_at", label: t("state"), render: (row) => <StateChip label={state(row)} tone={row.revoked_at ? "default" : "success"} />, text: state },
    {
      name: "created_at",
      label: t("keys.created"),
      render: (row) => <span title={format.dateTime(row.created_at)}>{format.relative(row.created_at)}</span>,
      text: (row) => row.created_at,
    },
  ];
  const create = () => setMaking(true);
  if (list.error && list.items.length === 0) return <Failed error={list.error} onRetry={list.reload} />;
  return (
    <>
      <Typography color="textSecondary" sx={{ mb: 2 }}>
        {t("keys.text", { host: window.location.origin })}
      </Typography>
      <DataTable
        label={t("view.keys")}
        columns={columns}
        list={list}
        rowKey={(row) => row.id}
        filters={
          <Button size="small" variant="contained" startIcon={<AddIcon />} onClick={create}>
            {t("keys.new")}
          </Button>
        }
        rowActions={(row) =>
          !row.revoked_at && (
            <Button size="small" color="error" onClick={() => setRevoking(row)} aria-label={t("keys.revokeOf", { name: row.name })}>
              {t("keys.revoke")}
            </Button>
          )
        }
        empty={{ title: t("keys.none"), text: t("keys.noneText"), action: { label: t("keys.new"), onClick: create } }}
        height="max(320px, calc(100vh - 480px))"
      />
      {making && <NewKey onMade={setMade} onClose={() => setMaking(false)} />}
      {made !== null && <MadeKey secret={made} onClose={() => setMade(null)} />}
      {revoking && (
        <ConfirmDialog
          title={t("keys.revokeTitle", { name: revoking.name })}
          text={t("keys.revokeText")}
          action={t("keys.revoke")}
          destructive
          onConfirm={() => revokeKey(revoking.id)}
          onClose={() => setRevoking(null)}
        />
      )}
    </>
  );
}

function NewKey({ onMade, onClose }: { onMade: (key: string) => void; onClose: () => void }) {
  const { t } = useTranslation("analytics");
  const { makeKey } = useEventActions();
  const [name, setName] = useState("");
  return (
    <FormDialog title={t("keys.new")} action={t("common:action.create")} onSubmit={async () => onMade(await makeKey(name))} onClose={onClose}>
      {(errors) => (
        <TextField
          autoFocus
          label={t("keys.name")}
          value={name}
          onChange={(event) => setName(event.target.value)}
          {...at(errors, "name", t("keys.nameHint"))}
        />
      )}
    </FormDialog>
  );
}

/** It closes by its button only: what is closed cannot be shown again. */
function MadeKey({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation("analytics");
  const id = useId();
  return (
    <Dialog open aria-labelledby={id} fullWidth maxWidth="sm">
      <DialogTitle id={id}>{t("keys.made")}</DialogTitle>
      <DialogContent sx={{ display: "flex", flexDirection: "column", gap: 2 }}>
        <Secret text={secret} label={t("keys.key")} />
        <DialogContentText>{t("keys.madeText", { host: window.location.origin })}</DialogContentText>
      </DialogContent>
      <DialogActions>
        <Button variant="contained" onClick={onClose}>
          {t("keys.kept")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
