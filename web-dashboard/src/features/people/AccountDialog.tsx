import { useTranslation } from "react-i18next";

import { ConfirmDialog } from "@/components/ConfirmDialog";
import { ManyDialog } from "@/core/many/ManyDialog";

import { useAccountChanges } from "./accountsApi";
import { nameOf, type Account } from "./api";
import { SetupLinkDialog } from "./SetupLinkDialog";

export type AccountAct = "link" | "signOut" | "resetFactors" | "promote" | "demote" | "disable" | "enable" | "erase";

interface Props {
  act: AccountAct;
  rows: Account[];
  onClose: () => void;
}

/** What is done with one account, or with many. */
export function AccountDialog({ act, rows, onClose }: Props) {
  const { t } = useTranslation(["people", "many"]);
  const { change, signOut, resetFactors, erase, reload } = useAccountChanges();
  const [first] = rows;
  if (!first) return null;
  if (act === "link") return <SetupLinkDialog account={first} onClose={onClose} />;
  const words = {
    title: t(`accounts.${act}Title`, { count: rows.length, name: nameOf(first) }),
    text: t(`accounts.${act}Text`),
    action: t(`accounts.act.${act}`),
  };
  if (act === "erase") return <ConfirmDialog {...words} typed={first.email} destructive onConfirm={() => erase(first.id).then(reload)} onClose={onClose} />;
  const does: Record<typeof act, (id: string) => Promise<unknown>> = {
    signOut,
    resetFactors,
    promote: (id) => change(id, { platform: true }),
    demote: (id) => change(id, { platform: false }),
    disable: (id) => change(id, { state: "disabled" }),
    enable: (id) => change(id, { state: "active" }),
  };
  return (
    <ManyDialog
      {...words}
      destructive={act === "disable" || act === "resetFactors"}
      rows={rows}
      nameOf={nameOf}
      act={(row) => does[act](row.id)}
      onDone={reload}
      onClose={onClose}
    />
  );
}
