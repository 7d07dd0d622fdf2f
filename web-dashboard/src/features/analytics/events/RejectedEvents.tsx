import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmDialog } from "@/components/ConfirmDialog";
import { DataTable, type Column } from "@/components/DataTable";
import { Facts } from "@/components/Facts";
import { FilterField, SearchField } from "@/components/Filters";
import { JsonView } from "@/components/JsonView";
import { useFormat } from "@/lib/format";
import { useUrlState } from "@/lib/urlState";

import { Failed } from "../Failed";
import { useEventActions, useRejected, type Rejected } from "./api";

const SOURCES = ["events", "segment", "import"] as const;

/** The message as JSON where it is whole, else as it came. */
function messageOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Events that were not kept, and why. */
export function RejectedEvents() {
  const { t } = useTranslation("analytics");
  const format = useFormat();
  const [name] = useUrlState("name");
  const [source] = useUrlState("source");
  const filters = { name: name || undefined, source: source || undefined };
  const list = useRejected(filters);
  const { clearRejected } = useEventActions();
  const [open, setOpen] = useState<Rejected | null>(null);
  const [clearing, setClearing] = useState(false);
  const active = Boolean(name || source);
  const columns: Column<Rejected>[] = [
    {
      name: "received",
      label: t("rejected.received"),
      flex: 1.3,
      render: (row) => <span title={format.dateTime(row.received)}>{format.relative(row.received)}</span>,
    },
    { name: "name", label: t("rejected.name"), flex: 1.3, render: (row) => <code>{row.name || "–"}</code>, text: (row) => row.name },
    { name: "reason", label: t("rejected.reason"), flex: 3, render: (row) => row.reason },
    {
      name: "source",
      label: t("rejected.source"),
      wide: true,
      render: (row) => t(`door.${row.source}`, { defaultValue: row.source }),
      text: (row) => row.source,
    },
  ];
  if (list.error && list.items.length === 0) return <Failed error={list.error} onRetry={list.reload} />;
  return (
    <>
      <DataTable
        label={t("view.rejected")}
        columns={columns}
        list={list}
        rowKey={(row) => row.id}
        filters={
          <>
            <SearchField name="name" label={t("rejected.exactName")} />
            <FilterField name="source" label={t("rejected.source")} choices={SOURCES.map((value) => ({ value, label: t(`door.${value}`) }))} />
            {list.items.length > 0 && (
              <Button size="small" color="error" onClick={() => setClearing(true)}>
                {t("rejected.clear")}
              </Button>
            )}
          </>
        }
        rowActions={(row) => (
          <Button size="small" onClick={() => setOpen(row)} aria-label={t("rejected.showOf", { name: row.name })}>
            {t("rejected.show")}
          </Button>
        )}
        empty={
          active
            ? { title: t("rejected.noMatch"), action: { label: t("rejected.all"), to: "?view=rejected" } }
            : { title: t("rejected.none"), text: t("rejected.noneText") }
        }
        height="max(320px, calc(100vh - 430px))"
      />
      {open && <RejectedDialog event={open} onClose={() => setOpen(null)} />}
      {clearing && (
        <ConfirmDialog
          title={t(active ? "rejected.clearThese" : "rejected.clearAll")}
          text={t("rejected.clearText")}
          action={t("rejected.clear")}
          destructive
          onConfirm={() => clearRejected(filters)}
          onClose={() => setClearing(false)}
        />
      )}
    </>
  );
}

function RejectedDialog({ event, onClose }: { event: Rejected; onClose: () => void }) {
  const { t } = useTranslation("analytics");
  const id = useId();
  const format = useFormat();
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} fullWidth maxWidth="md">
      <DialogTitle id={id}>{event.name || t("rejected.unnamed")}</DialogTitle>
      <DialogContent sx={{ display: "flex", flexDirection: "column", gap: 2 }}>
        <Facts
          facts={[
            { label: t("rejected.reason"), value: event.reason },
            { label: t("rejected.received"), value: format.dateTime(event.received) },
            { label: t("rejected.source"), value: t(`door.${event.source}`, { defaultValue: event.source }) },
            { label: t("rejected.messageId"), value: event.message_id && <code>{event.message_id}</code> },
          ]}
        />
        <JsonView value={messageOf(event.message)} label={t("rejected.message")} />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t("common:action.close")}</Button>
      </DialogActions>
    </Dialog>
  );
}
