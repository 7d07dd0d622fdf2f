import Alert from "@mui/material/Alert";
import TextField from "@mui/material/TextField";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { FormDialog, at } from "@/components/FormDialog";
import { PermissionPicker } from "@/core/roles/PermissionPicker";
import { RolesField } from "@/core/roles/RolesField";
import { useScope } from "@/lib/scope";

import { ExpiryField, endOf } from "./ExpiryField";
import { useKeyChanges } from "./api";

/** A new key: of the tenant's, with roles and permissions; or of the platform's, which may everything. */
export function KeyForm({ onMade, onClose }: { onMade: (key: string) => void; onClose: () => void }) {
  const { t } = useTranslation(["keys", "roles"]);
  const { tenant } = useScope();
  const { create, reload } = useKeyChanges();
  const [form, setForm] = useState({ name: "", roles: [] as string[], permissions: [] as string[], days: "90" });
  const put = (more: Partial<typeof form>) => setForm({ ...form, ...more });
  const submit = async () => {
    const { days, ...rest } = form;
    const { key } = await create({ ...rest, expires_at: endOf(days) });
    onMade(key);
    reload();
  };
  return (
    <FormDialog wide={tenant !== null} title={t("new")} action={t("common:action.create")} onSubmit={submit} onClose={onClose}>
      {(errors) => (
        <>
          <TextField
            autoFocus
            label={t("name")}
            value={form.name}
            onChange={(event) => put({ name: event.target.value })}
            {...at(errors, "name", t("nameHint"))}
          />
          <ExpiryField value={form.days} onChange={(days) => put({ days })} error={errors.expires_at} unsaid={t("never")} />
          {tenant === null ? (
            <Alert severity="warning">{t("platformWarning")}</Alert>
          ) : (
            <>
              <RolesField value={form.roles} onChange={(roles) => put({ roles })} {...at(errors, "roles", t("rolesHint"))} />
              <PermissionPicker value={form.permissions} onChange={(permissions) => put({ permissions })} error={errors.permissions} />
            </>
          )}
        </>
      )}
    </FormDialog>
  );
}
