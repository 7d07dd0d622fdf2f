import Button from "@mui/material/Button";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { DataTable, useSort, type Column } from "@/components/DataTable";
import { RowMenu } from "@/components/RowMenu";
import { StateChip } from "@/components/StateChip";
import { ManyDialog } from "@/core/many/ManyDialog";
import { RoleChips } from "@/core/roles/RoleChips";
import { useRoleTitle } from "@/core/roles/roles";
import { useFormat } from "@/lib/format";

import { useInvitations, usePeople, type Invitation } from "./api";

const over = (row: Invitation) => new Date(row.expires_at) < new Date();

function useColumns(): Column<Invitation>[] {
  const { t } = useTranslation("people");
  const { dateTime, relative } = useFormat();
  const title = useRoleTitle();
  return [
    { name: "email", label: t("email"), flex: 2, sortable: true, render: (row) => row.email },
    { name: "roles", label: t("roles:title"), flex: 1.5, render: (row) => <RoleChips roles={row.roles} />, text: (row) => row.roles.map(title).join(", ") },
    {
      name: "sent_at",
      label: t("sent"),
      flex: 1.2,
      sortable: true,
      render: (row) =>
        row.sent_at ? <span title={dateTime(row.sent_at)}>{t("sentTimes", { count: row.sent, when: relative(row.sent_at) })}</span> : t("notSent"),
      text: (row) => row.sent_at,
    },
    {
      name: "expires_at",
      label: t("expires"),
      sortable: true,
      render: (row) =>
        over(row) ? <StateChip tone="warning" label={t("expired")} /> : <span title={dateTime(row.expires_at)}>{relative(row.expires_at)}</span>,
    },
  ];
}

type Act = "resend" | "withdraw";

/** Who was asked and has not come yet. */
export function InvitationTable({ onInvite }: { onInvite: () => void }) {
  const { t } = useTranslation(["people", "roles"]);
  const { resend, withdraw, reload } = usePeople();
  const [sort] = useSort();
  const [doing, setDoing] = useState<{ act: Act; rows: Invitation[] } | null>(null);
  const list = useInvitations({ sort: sort || undefined });
  const columns = useColumns();
  return (
    <>
      <DataTable
        label={t("invitations")}
        columns={columns}
        list={list}
        rowKey={(row) => row.id}
        rowActions={(row) => (
          <RowMenu
            label={t("actionsFor", { name: row.email })}
            actions={[
              { label: t("resend"), onClick: () => setDoing({ act: "resend", rows: [row] }) },
              { label: t("withdraw"), destructive: true, onClick: () => setDoing({ act: "withdraw", rows: [row] }) },
            ]}
          />
        )}
        bulkActions={(rows) => (
          <>
            <Button size="small" onClick={() => setDoing({ act: "resend", rows })}>
              {t("resend")}
            </Button>
            <Button size="small" color="error" onClick={() => setDoing({ act: "withdraw", rows })}>
              {t("withdraw")}
            </Button>
          </>
        )}
        empty={{ title: t("none.invitations"), text: t("none.invitationsText"), action: { label: t("invite.open"), onClick: onInvite } }}
      />
      {doing && (
        <ManyDialog
          title={t(`${doing.act}Title`, { count: doing.rows.length, name: doing.rows[0]?.email })}
          text={t(`${doing.act}Text`)}
          action={t(doing.act)}
          destructive={doing.act === "withdraw"}
          rows={doing.rows}
          nameOf={(row) => row.email}
          act={(row) => (doing.act === "resend" ? resend(row.id) : withdraw(row.id))}
          onDone={() => reload("invitations")}
          onClose={() => setDoing(null)}
        />
      )}
    </>
  );
}
