import Button from "@mui/material/Button";
import { useTranslation } from "react-i18next";

import { DataTable, useSort, type Column } from "@/components/DataTable";
import { EmptyState } from "@/components/EmptyState";
import { StateChip, type Tone } from "@/components/StateChip";
import { useFormat } from "@/lib/format";
import { ApiError } from "@/lib/problem";
import { useScope } from "@/lib/scope";
import { useUrlState } from "@/lib/urlState";

import { useEntries, useFilters, type Entry } from "./api";
import { AuditFilters } from "./AuditFilters";
import { EntryDialog } from "./EntryDialog";

const TONES: Record<Entry["outcome"], Tone> = { success: "success", denied: "warning", failure: "error" };

export function OutcomeChip({ outcome }: { outcome: Entry["outcome"] }) {
  const { t } = useTranslation("audit");
  return <StateChip label={t(`outcome.${outcome}`)} tone={TONES[outcome]} />;
}

/** The log, the latest first. */
export function Log() {
  const { t } = useTranslation("audit");
  const { to } = useScope();
  const [sort] = useSort();
  const [open, setOpen] = useUrlState("entry");
  const { filters, active } = useFilters();
  const list = useEntries(filters, sort);
  const columns = useColumns();
  if (list.error instanceof ApiError && list.error.status === 404)
    return <EmptyState title={t("off.title")} text={t("off.text")} action={{ label: t("common:nav.plugins"), to: to("plugins") }} />;
  return (
    <>
      <AuditFilters error={list.error} />
      <DataTable
        label={t("common:nav.audit")}
        columns={columns}
        list={list}
        rowKey={(entry) => entry.id}
        rowActions={(entry) => (
          <Button size="small" onClick={() => setOpen(entry.id)} aria-label={t("showEntry", { seq: entry.seq })}>
            {t("show")}
          </Button>
        )}
        empty={
          active
            ? { title: t("noMatch"), text: t("noMatchText"), action: { label: t("showAll"), to: "?" } }
            : { title: t("empty"), text: t("emptyText"), action: { label: t("common:nav.people"), to: to("people") } }
        }
        height="max(320px, calc(100vh - 480px))"
      />
      {open && <EntryDialog id={open} onClose={() => setOpen("")} />}
    </>
  );
}

function useColumns(): Column<Entry>[] {
  const { t } = useTranslation("audit");
  const format = useFormat();
  return [
    { name: "time", label: t("field.time"), flex: 1.6, sortable: true, render: (entry) => format.dateTime(entry.time) },
    { name: "type", label: t("field.action"), flex: 1.8, sortable: true, render: (entry) => <code>{entry.type}</code> },
    { name: "who", label: t("field.actor"), flex: 1.8, render: (entry) => entry.who ?? entry.actor, text: (entry) => entry.who ?? entry.actor },
    {
      name: "outcome",
      label: t("field.outcome"),
      render: (entry) => <OutcomeChip outcome={entry.outcome} />,
      text: (entry) => t(`outcome.${entry.outcome}`),
    },
    { name: "resource", label: t("field.resource"), flex: 2, wide: true, render: (entry) => entry.resource },
    { name: "ip", label: t("field.ip"), wide: true, render: (entry) => entry.ip },
  ];
}
