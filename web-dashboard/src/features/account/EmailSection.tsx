import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { FormDialog, at } from "@/components/FormDialog";
import { useSay } from "@/components/Snacks";
import { StateChip } from "@/components/StateChip";
import type { Schema } from "@/lib/types";

import { askEmailChange, askVerification } from "./api";
import { Row } from "./Row";
import { Section } from "./Section";

function MoveDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("account");
  const say = useSay();
  const [email, setEmail] = useState("");
  return (
    <FormDialog
      title={t("email.change")}
      action={t("email.send")}
      disabled={!email.trim()}
      onSubmit={async () => {
        await askEmailChange(email.trim());
        say.done(t("email.sent"));
      }}
      onClose={onClose}
    >
      {(errors) => (
        <>
          <Typography>{t("email.both")}</Typography>
          <TextField
            type="email"
            label={t("email.new")}
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            autoComplete="email"
            autoFocus
            {...at(errors, "email")}
          />
        </>
      )}
    </FormDialog>
  );
}

/** The address that one signs in with, and whether it is known to be one's own. */
export function EmailSection({ me }: { me: Schema<"Me"> }) {
  const { t } = useTranslation("account");
  const say = useSay();
  const [moving, setMoving] = useState(false);
  const asking = useMutation({ mutationFn: askVerification, onSuccess: () => say.done(t("email.verifySent")), onError: say.failed });
  return (
    <Section
      title={t("email.title")}
      text={t("email.lead")}
      actions={
        <Button variant="outlined" onClick={() => setMoving(true)}>
          {t("email.change")}
        </Button>
      }
    >
      <ul style={{ margin: 0, padding: 0 }}>
        <Row
          title={me.email}
          chips={me.email_verified ? <StateChip tone="success" label={t("email.verified")} /> : <StateChip tone="warning" label={t("email.unverified")} />}
          lines={me.email_verified ? [] : [t("email.unverifiedText")]}
          actions={
            !me.email_verified && (
              <Button loading={asking.isPending} onClick={() => asking.mutate()}>
                {t("email.verify")}
              </Button>
            )
          }
        />
      </ul>
      {moving && <MoveDialog onClose={() => setMoving(false)} />}
    </Section>
  );
}
