import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { FormDialog, at } from "@/components/FormDialog";
import { useSay } from "@/components/Snacks";
import { PermissionPicker } from "@/core/roles/PermissionPicker";
import { useRoleTitle, useRoles, type Role } from "@/core/roles/roles";
import { useMay } from "@/lib/scope";

import { useRoleChanges } from "./rolesApi";

/** `Support team` → `support-team`: a name as the API wants it. */
export function nameFrom(title: string): string {
  const plain = title.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 63);
}

/** Begin with what another role may, as far as one may it oneself. */
function StartFrom({ onChange }: { onChange: (permissions: string[]) => void }) {
  const { t } = useTranslation("people");
  const may = useMay();
  const title = useRoleTitle();
  const { data: roles = [] } = useRoles();
  const [from, setFrom] = useState("");
  return (
    <TextField
      select
      label={t("role.from")}
      value={from}
      onChange={(event) => {
        setFrom(event.target.value);
        onChange(roles.find((one) => one.name === event.target.value)?.permissions.filter(may) ?? []);
      }}
      slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}
    >
      <MenuItem value="">{t("role.fromNothing")}</MenuItem>
      {roles.map((one) => (
        <MenuItem key={one.name} value={one.name}>
          {title(one.name)}
        </MenuItem>
      ))}
    </TextField>
  );
}

/** A new role, or another title and other permissions for one. */
export function RoleDialog({ role, onClose }: { role?: Role; onClose: () => void }) {
  const { t } = useTranslation(["people", "roles"]);
  const say = useSay();
  const { create, change } = useRoleChanges();
  const [title, setTitle] = useState(role?.title ?? "");
  const [name, setName] = useState<string | null>(null);
  const [permissions, setPermissions] = useState<string[]>(role?.permissions ?? []);
  const wanted = name ?? nameFrom(title);
  const submit = async () => {
    if (role) await change(role.name, { title, permissions });
    else await create({ name: wanted, title, permissions });
    say.done(t("common:saved"));
  };
  return (
    <FormDialog
      wide
      title={role ? t("role.edit", { name: role.title || role.name }) : t("role.new")}
      action={t(role ? "common:action.save" : "common:action.create")}
      onSubmit={submit}
      onClose={onClose}
      disabled={!role && wanted === ""}
    >
      {(errors) => (
        <>
          <TextField
            autoFocus
            label={t("role.title")}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
            {...at(errors, "title", t("role.titleHint"))}
          />
          {!role && (
            <TextField label={t("role.name")} value={wanted} onChange={(event) => setName(event.target.value)} {...at(errors, "name", t("role.nameHint"))} />
          )}
          {!role && <StartFrom onChange={setPermissions} />}
          <PermissionPicker value={permissions} onChange={setPermissions} error={errors.permissions} />
        </>
      )}
    </FormDialog>
  );
}
