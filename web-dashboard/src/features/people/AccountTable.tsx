import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { DataTable, useSort, type Column } from "@/components/DataTable";
import { FilterField, SearchField } from "@/components/Filters";
import { RowMenu } from "@/components/RowMenu";
import { StateChip } from "@/components/StateChip";
import { useFormat } from "@/lib/format";
import { useMe, useScope } from "@/lib/scope";
import { useUrlState } from "@/lib/urlState";

import type { AccountAct } from "./AccountDialog";
import { nameOf, useAccounts, type Account } from "./api";

export interface Doing {
  act: AccountAct | "rename";
  rows: Account[];
}

function useColumns(): Column<Account>[] {
  const { t } = useTranslation("people");
  const { date } = useFormat();
  const yes = (value: unknown) => t(value ? "common:yes" : "common:no");
  return [
    { name: "email", label: t("email"), flex: 2, sortable: true, render: (row) => row.email },
    { name: "name", label: t("name"), flex: 1.2, sortable: true, render: (row) => row.name || "–" },
    {
      name: "state",
      label: t("state"),
      flex: 1.4,
      render: (row) => (
        <Box component="span" sx={{ display: "inline-flex", flexWrap: "wrap", gap: 0.5 }}>
          <StateChip tone={row.state === "active" ? "success" : "warning"} label={t(`accounts.state.${row.state}`)} />
          {row.platform && <StateChip tone="info" label={t("accounts.administrator")} />}
        </Box>
      ),
      text: (row) => t(`accounts.state.${row.state}`),
    },
    {
      name: "email_verified_at",
      label: t("accounts.verified"),
      wide: true,
      render: (row) => yes(row.email_verified_at),
      text: (row) => yes(row.email_verified_at),
    },
    {
      name: "password_changed_at",
      label: t("accounts.password"),
      wide: true,
      render: (row) => yes(row.password_changed_at),
      text: (row) => yes(row.password_changed_at),
    },
    { name: "created_at", label: t("accounts.created"), sortable: true, wide: true, render: (row) => date(row.created_at) },
  ];
}

/** Accounts, with what may be done about them; nobody locks himself out here. */
export function AccountTable({ onDo }: { onDo: (doing: Doing) => void }) {
  const { t } = useTranslation("people");
  const { to } = useScope();
  const navigate = useNavigate();
  const { data: me } = useMe(null);
  const [q] = useUrlState("q");
  const [state] = useUrlState("state");
  const [platform] = useUrlState("admin");
  const [sort] = useSort();
  const list = useAccounts({ q: q || undefined, state: state || undefined, platform: platform ? platform === "true" : undefined, sort: sort || undefined });
  const columns = useColumns();
  const actions = (row: Account) => {
    const item = (act: Doing["act"], destructive = false) => ({ label: t(`accounts.act.${act}`), destructive, onClick: () => onDo({ act, rows: [row] }) });
    const other = row.id !== me?.id;
    return [
      item("rename"),
      item("link"),
      { label: t("accounts.act.policy"), onClick: () => void navigate(`${to("policy")}?account=${row.id}`) },
      item("signOut"),
      item("resetFactors"),
      other && item(row.platform ? "demote" : "promote"),
      other && item(row.state === "active" ? "disable" : "enable", row.state === "active"),
      other && item("erase", true),
    ];
  };
  const some = q !== "" || state !== "" || platform !== "";
  return (
    <DataTable
      label={t("common:nav.accounts")}
      columns={columns}
      list={list}
      rowKey={(row) => row.id}
      filters={
        <>
          <SearchField label={t("search")} />
          <FilterField
            name="state"
            label={t("state")}
            choices={(["active", "disabled"] as const).map((value) => ({ value, label: t(`accounts.state.${value}`) }))}
          />
          <FilterField
            name="admin"
            label={t("accounts.administrator")}
            choices={[
              { value: "true", label: t("common:yes") },
              { value: "false", label: t("common:no") },
            ]}
          />
        </>
      }
      rowActions={(row) => <RowMenu label={t("actionsFor", { name: nameOf(row) })} actions={actions(row)} />}
      bulkActions={(rows) => {
        const others = rows.filter((row) => row.id !== me?.id);
        return (["signOut", "disable", "enable"] as const).map((act) => (
          <Button key={act} size="small" color={act === "disable" ? "error" : "primary"} disabled={!others.length} onClick={() => onDo({ act, rows: others })}>
            {t(`accounts.act.${act}`)}
          </Button>
        ));
      }}
      empty={some ? { title: t("none.found"), text: t("none.foundText") } : { title: t("none.accounts"), text: t("none.accountsText") }}
    />
  );
}
