import Button from "@mui/material/Button";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { DataTable, useSort, type Column } from "@/components/DataTable";
import { FilterField, SearchField } from "@/components/Filters";
import { RowMenu } from "@/components/RowMenu";
import { StateChip } from "@/components/StateChip";
import { RoleChips } from "@/core/roles/RoleChips";
import { useRoleTitle, useRoles } from "@/core/roles/roles";
import { useFormat } from "@/lib/format";
import { useMay } from "@/lib/scope";
import { useUrlState } from "@/lib/urlState";

import { nameOf, useMembers, type Member } from "./api";
import { MemberDialog, type MemberAct } from "./MemberDialog";

function useColumns(manages: boolean): Column<Member>[] {
  const { t } = useTranslation("people");
  const { date } = useFormat();
  const title = useRoleTitle();
  const factor: Column<Member> = {
    name: "second_factor",
    label: t("secondFactor"),
    render: (row) => (row.second_factor ? <StateChip tone="success" label={t("common:yes")} /> : <StateChip tone="warning" label={t("common:no")} />),
    text: (row) => t(row.second_factor ? "common:yes" : "common:no"),
    wide: true,
    flex: 0.8,
  };
  return [
    {
      name: "email",
      label: t("email"),
      flex: 2,
      sortable: true,
      render: (row) => (
        <>
          {row.email} {row.state === "disabled" && <StateChip tone="warning" label={t("disabled")} />}
        </>
      ),
    },
    { name: "name", label: t("name"), flex: 1.3, sortable: true, render: (row) => row.name || "–" },
    { name: "roles", label: t("roles:title"), flex: 1.5, render: (row) => <RoleChips roles={row.roles} />, text: (row) => row.roles.map(title).join(", ") },
    ...(manages ? [factor] : []),
    { name: "joined_at", label: t("joined"), render: (row) => date(row.joined_at), wide: true },
  ];
}

/** The members, with what may be done about them. */
export function MemberTable({ onInvite }: { onInvite?: () => void }) {
  const { t } = useTranslation(["people", "roles"]);
  const may = useMay();
  const manages = may("omni.member.manage");
  const { data: roles } = useRoles();
  const title = useRoleTitle();
  const [q] = useUrlState("q");
  const [role] = useUrlState("role");
  const [sort] = useSort();
  const [doing, setDoing] = useState<{ act: MemberAct; rows: Member[] } | null>(null);
  const list = useMembers({ q: q || undefined, role: role || undefined, sort: sort || undefined });
  const columns = useColumns(manages);
  const some = q !== "" || role !== "";
  return (
    <>
      <DataTable
        label={t("members")}
        columns={columns}
        list={list}
        rowKey={(row) => row.account_id}
        filters={
          <>
            <SearchField label={t("search")} />
            <FilterField name="role" label={t("role.shown")} choices={(roles ?? []).map((one) => ({ value: one.name, label: title(one.name) }))} />
          </>
        }
        rowActions={
          manages
            ? (row) => (
                <RowMenu
                  label={t("actionsFor", { name: nameOf(row) })}
                  actions={[
                    { label: t("changeRoles"), onClick: () => setDoing({ act: "roles", rows: [row] }) },
                    { label: t("signOut"), onClick: () => setDoing({ act: "signOut", rows: [row] }) },
                    { label: t("remove"), destructive: true, onClick: () => setDoing({ act: "remove", rows: [row] }) },
                  ]}
                />
              )
            : undefined
        }
        bulkActions={
          manages
            ? (rows) => (
                <>
                  <Button size="small" onClick={() => setDoing({ act: "roles", rows })}>
                    {t("changeRoles")}
                  </Button>
                  <Button size="small" onClick={() => setDoing({ act: "signOut", rows })}>
                    {t("signOut")}
                  </Button>
                  <Button size="small" color="error" onClick={() => setDoing({ act: "remove", rows })}>
                    {t("remove")}
                  </Button>
                </>
              )
            : undefined
        }
        empty={
          some
            ? { title: t("none.found"), text: t("none.foundText") }
            : { title: t("none.members"), text: t("none.membersText"), action: onInvite && { label: t("invite.open"), onClick: onInvite } }
        }
      />
      {doing && <MemberDialog {...doing} onClose={() => setDoing(null)} />}
    </>
  );
}
