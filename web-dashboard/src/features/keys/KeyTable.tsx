import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useTranslation } from "react-i18next";

import { DataTable, useSort, type Column } from "@/components/DataTable";
import { FilterField } from "@/components/Filters";
import { RowMenu } from "@/components/RowMenu";
import { StateChip, type Tone } from "@/components/StateChip";
import { RoleChips } from "@/core/roles/RoleChips";
import { useFormat } from "@/lib/format";
import { useUrlState } from "@/lib/urlState";

import { STATES, stateOf, useKeys, type Key, type KeyState } from "./api";

export interface Doing {
  act: "rotate" | "revoke";
  rows: Key[];
}

const TONES: Record<KeyState, Tone> = { active: "success", expired: "warning", revoked: "default" };

/** What a key may: its roles, and how many permissions beside them. */
function Rights({ row }: { row: Key }) {
  const { t } = useTranslation("keys");
  if (row.tenant_id === null) return t("everything");
  return (
    <Box component="span" sx={{ display: "inline-flex", flexWrap: "wrap", gap: 0.5, alignItems: "center" }}>
      <RoleChips roles={row.roles} />
      {row.permissions.length > 0 && <span title={row.permissions.join("\n")}>{t("permissions", { count: row.permissions.length })}</span>}
      {row.roles.length + row.permissions.length === 0 && t("nothing")}
    </Box>
  );
}

function useColumns(): Column<Key>[] {
  const { t } = useTranslation("keys");
  const { relative, dateTime, number } = useFormat();
  const moment = (value: string | null, none: string) => (value ? <span title={dateTime(value)}>{relative(value)}</span> : none);
  return [
    {
      name: "name",
      label: t("name"),
      flex: 2,
      sortable: true,
      render: (row) => (
        <>
          {row.name}
          <Box component="code" sx={{ display: "block", color: "text.secondary", fontSize: "0.8rem" }}>{`${row.start}…${row.last_four}`}</Box>
        </>
      ),
    },
    {
      name: "state",
      label: t("state"),
      render: (row) => <StateChip tone={TONES[stateOf(row)]} label={t(`states.${stateOf(row)}`)} />,
      text: (row) => t(`states.${stateOf(row)}`),
    },
    { name: "roles", label: t("rights"), flex: 1.4, render: (row) => <Rights row={row} />, text: (row) => [...row.roles, ...row.permissions].join(" ") },
    { name: "used_at", label: t("used"), sortable: true, render: (row) => moment(row.used_at, t("unused")), text: (row) => row.used_at },
    { name: "uses", label: t("uses"), sortable: true, align: "right", flex: 0.7, render: (row) => number(row.uses) },
    { name: "expires_at", label: t("expires"), sortable: true, render: (row) => moment(row.expires_at, t("never")), text: (row) => row.expires_at },
    { name: "created_at", label: t("created"), sortable: true, wide: true, render: (row) => moment(row.created_at, ""), text: (row) => row.created_at },
  ];
}

/** The keys, with their state, rights and use. */
export function KeyTable({ onDo, onCreate }: { onDo?: (doing: Doing) => void; onCreate?: () => void }) {
  const { t } = useTranslation("keys");
  const [wanted] = useUrlState("state");
  const [sort] = useSort();
  const state = STATES.find((one) => one === wanted);
  const list = useKeys({ state, sort: sort || undefined });
  const columns = useColumns();
  const actions = (row: Key) => {
    const now = stateOf(row);
    return [
      now === "active" && { label: t("rotate"), onClick: () => onDo?.({ act: "rotate", rows: [row] }) },
      now !== "revoked" && { label: t("revoke"), destructive: true, onClick: () => onDo?.({ act: "revoke", rows: [row] }) },
    ];
  };
  return (
    <DataTable
      label={t("common:nav.keys")}
      columns={columns}
      list={list}
      rowKey={(row) => row.id}
      filters={<FilterField name="state" label={t("state")} choices={STATES.map((value) => ({ value, label: t(`states.${value}`) }))} />}
      rowActions={onDo && ((row) => <RowMenu label={t("actionsFor", { name: row.name })} actions={actions(row)} />)}
      bulkActions={
        onDo &&
        ((rows) => {
          const left = rows.filter((row) => stateOf(row) !== "revoked");
          return (
            <Button size="small" color="error" disabled={!left.length} onClick={() => onDo({ act: "revoke", rows: left })}>
              {t("revoke")}
            </Button>
          );
        })
      }
      empty={
        state
          ? { title: t("none.found"), text: t("none.foundText") }
          : { title: t("none.title"), text: t("none.text"), action: onCreate && { label: t("new"), onClick: onCreate } }
      }
    />
  );
}
