import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import TextField from "@mui/material/TextField";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { FormDialog, at } from "@/components/FormDialog";
import { useSay } from "@/components/Snacks";

import type { Account } from "./api";
import { useAccountChanges } from "./accountsApi";

interface Props {
  /** To be changed; without it a new one is made. */
  account?: Account;
  onMade?: (account: Account) => void;
  onClose: () => void;
}

/** A new account, or another name for one. */
export function AccountForm({ account, onMade, onClose }: Props) {
  const { t } = useTranslation("people");
  const say = useSay();
  const { create, change, reload } = useAccountChanges();
  const [form, setForm] = useState({ email: "", name: account?.name ?? "", platform: false, verified: false });
  const put = (more: Partial<typeof form>) => setForm({ ...form, ...more });
  const submit = async () => {
    if (account) {
      await change(account.id, { name: form.name });
      say.done(t("common:saved"));
    } else onMade?.(await create(form));
    reload();
  };
  const tick = (field: "platform" | "verified", label: string) => (
    <FormControlLabel control={<Checkbox checked={form[field]} onChange={(event) => put({ [field]: event.target.checked })} />} label={label} />
  );
  return (
    <FormDialog
      title={account ? t("accounts.edit", { email: account.email }) : t("accounts.new")}
      action={t(account ? "common:action.save" : "common:action.create")}
      onSubmit={submit}
      onClose={onClose}
    >
      {(errors) => (
        <>
          {!account && (
            <TextField
              autoFocus
              type="email"
              label={t("email")}
              value={form.email}
              onChange={(event) => put({ email: event.target.value })}
              {...at(errors, "email")}
            />
          )}
          <TextField
            autoFocus={account !== undefined}
            label={t("name")}
            value={form.name}
            onChange={(event) => put({ name: event.target.value })}
            {...at(errors, "name")}
          />
          {!account && (
            <div>
              {tick("verified", t("accounts.verifiedHint"))}
              {tick("platform", t("accounts.platformHint"))}
            </div>
          )}
        </>
      )}
    </FormDialog>
  );
}
