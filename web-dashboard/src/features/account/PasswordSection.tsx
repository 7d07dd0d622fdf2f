import Button from "@mui/material/Button";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { FormDialog, at } from "@/components/FormDialog";
import { PasswordField } from "@/components/PasswordField";
import { useSay } from "@/components/Snacks";

import { DEVICES, SESSIONS, changePassword } from "./api";
import { Section } from "./Section";

function PasswordDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("account");
  const say = useSay();
  const client = useQueryClient();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  return (
    <FormDialog
      title={t("password.change")}
      action={t("password.action")}
      disabled={!current || !password}
      onSubmit={async () => {
        await changePassword(current, password);
        say.done(t("password.done"));
        void client.invalidateQueries({ queryKey: SESSIONS });
        void client.invalidateQueries({ queryKey: DEVICES });
      }}
      onClose={onClose}
    >
      {(errors) => (
        <>
          <PasswordField
            label={t("password.current")}
            value={current}
            onChange={(event) => setCurrent(event.target.value)}
            autoComplete="current-password"
            autoFocus
            {...at(errors, "current")}
          />
          <PasswordField
            label={t("password.new")}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            autoComplete="new-password"
            {...at(errors, "password", t("password.hint"))}
          />
        </>
      )}
    </FormDialog>
  );
}

export function PasswordSection() {
  const { t } = useTranslation("account");
  const [open, setOpen] = useState(false);
  return (
    <Section
      title={t("password.title")}
      text={t("password.lead")}
      actions={
        <Button variant="outlined" onClick={() => setOpen(true)}>
          {t("password.change")}
        </Button>
      }
    >
      {open && <PasswordDialog onClose={() => setOpen(false)} />}
    </Section>
  );
}
