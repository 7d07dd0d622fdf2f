import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmDialog } from "@/components/ConfirmDialog";
import { RowMenu } from "@/components/RowMenu";
import { useRoleTitle, type Role } from "@/core/roles/roles";
import { useMay } from "@/lib/scope";

import { RoleDialog } from "./RoleDialog";
import { useRoleChanges } from "./rolesApi";

/** What may be done with a role of the tenant's own. */
export function RoleColumnMenu({ role }: { role: Role }) {
  const { t } = useTranslation("people");
  const may = useMay();
  const title = useRoleTitle();
  const { remove } = useRoleChanges();
  const [open, setOpen] = useState<"edit" | "delete" | null>(null);
  const name = title(role.name);
  if (!may("omni.role.manage")) return null;
  return (
    <>
      <RowMenu
        label={t("actionsFor", { name })}
        actions={[
          { label: t("common:action.edit"), onClick: () => setOpen("edit") },
          { label: t("common:action.delete"), destructive: true, onClick: () => setOpen("delete") },
        ]}
      />
      {open === "edit" && <RoleDialog role={role} onClose={() => setOpen(null)} />}
      {open === "delete" && (
        <ConfirmDialog
          title={t("role.deleteTitle", { name })}
          text={t("role.deleteText")}
          action={t("common:action.delete")}
          destructive
          onConfirm={() => remove(role.name)}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}
