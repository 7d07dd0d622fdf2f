import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ManyDialog } from "@/core/many/ManyDialog";
import { RolesField } from "@/core/roles/RolesField";

import { nameOf, usePeople, type Member } from "./api";

export type MemberAct = "roles" | "signOut" | "remove";

interface Props {
  rows: Member[];
  onClose: () => void;
}

/** Other roles for one or many; beginning with those that all of them have. */
function GiveRoles({ rows, onClose }: Props) {
  const { t } = useTranslation(["people", "many"]);
  const { giveRoles, reload } = usePeople();
  const [roles, setRoles] = useState(() => (rows[0]?.roles ?? []).filter((one) => rows.every((row) => row.roles.includes(one))));
  return (
    <ManyDialog
      title={t("rolesOf", { count: rows.length, name: rows[0] && nameOf(rows[0]) })}
      action={t("common:action.save")}
      rows={rows}
      nameOf={nameOf}
      act={(row) => giveRoles(row.account_id, roles)}
      onDone={() => reload("members", "me")}
      onClose={onClose}
      disabled={roles.length === 0}
    >
      <RolesField value={roles} onChange={setRoles} helperText={t(rows.length > 1 ? "rolesHintMany" : "rolesHint")} />
    </ManyDialog>
  );
}

function Remove({ rows, onClose }: Props) {
  const { t } = useTranslation(["people", "many"]);
  const { remove, reload } = usePeople();
  return (
    <ManyDialog
      title={t("removeTitle", { count: rows.length, name: rows[0] && nameOf(rows[0]) })}
      text={t("removeText")}
      action={t("remove")}
      destructive
      rows={rows}
      nameOf={nameOf}
      act={(row) => remove(row.account_id)}
      onDone={() => reload("members")}
      onClose={onClose}
    />
  );
}

function SignOut({ rows, onClose }: Props) {
  const { t } = useTranslation(["people", "many"]);
  const { signOut, reload } = usePeople();
  return (
    <ManyDialog
      title={t("signOutTitle", { count: rows.length, name: rows[0] && nameOf(rows[0]) })}
      text={t("signOutText")}
      action={t("signOut")}
      rows={rows}
      nameOf={nameOf}
      act={(row) => signOut(row.account_id)}
      onDone={() => reload("members")}
      onClose={onClose}
    />
  );
}

const DIALOGS = { roles: GiveRoles, signOut: SignOut, remove: Remove };

/** What is done with some members. */
export function MemberDialog({ act, ...props }: Props & { act: MemberAct }) {
  const Chosen = DIALOGS[act];
  return <Chosen {...props} />;
}
