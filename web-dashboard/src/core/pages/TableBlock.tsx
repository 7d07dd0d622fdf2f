import { useTranslation } from "react-i18next";

import { DataTable } from "@/components/DataTable";

import { ActionButton } from "./ActionButton";
import { useRows, type Block, type Row } from "./source";
import { useShow } from "./values";

/** What tells rows apart: the first of these that a row has, else all of it. */
const KEYS = ["id", "key", "name", "slug"];

function keyOf(row: Row): string {
  const name = KEYS.find((one) => typeof row[one] === "string" || typeof row[one] === "number");
  return name === "id" ? String(row.id) : JSON.stringify(row);
}

/** The items of a list route, with what can be done to each. */
export function TableBlock({ block, label }: { block: Block; label: string }) {
  const { t } = useTranslation("pages");
  const show = useShow();
  const list = useRows(block.source, { live: block.live });
  const columns = block.fields.map(({ name, title }) => ({
    name,
    label: title,
    render: (row: Row) => show(row[name]),
  }));
  const actions = block.actions;
  return (
    <DataTable
      label={block.title || label}
      columns={columns}
      list={list}
      rowKey={keyOf}
      rowActions={actions.length ? (row) => actions.map((action) => <ActionButton key={action.title} action={action} row={row} small />) : undefined}
      empty={{ title: t("table.empty"), text: block.empty || undefined }}
    />
  );
}
