import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState, useErrorText } from "@/components/ErrorState";
import { Section } from "@/components/Facts";
import { at } from "@/components/FormDialog";
import { LoadingPage } from "@/components/LoadingPage";
import { useSay } from "@/components/Snacks";
import { fieldErrors } from "@/lib/problem";
import { useMay } from "@/lib/scope";

import { useAuditActions, usePolicy, type Policy } from "./api";
import { CallsField, Rules } from "./Rules";

/** Which calls are recorded, and for how long entries stand. */
export function PolicyPanel() {
  const found = usePolicy();
  if (found.isPending) return <LoadingPage />;
  if (!found.data) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  return <PolicyForm policy={found.data} />;
}

function PolicyForm({ policy }: { policy: Policy }) {
  const { t } = useTranslation("audit");
  const say = useSay();
  const words = useErrorText();
  const readOnly = !useMay()("audit-log.log.manage");
  const { changePolicy } = useAuditActions();
  const [draft, setDraft] = useState(policy);
  useEffect(() => setDraft(policy), [policy]);
  const saving = useMutation({ mutationFn: () => changePolicy(draft), onSuccess: () => say.done(t("common:saved")) });
  const errors = fieldErrors(saving.error);
  const changed = JSON.stringify(draft) !== JSON.stringify(policy);
  const days = draft.retention_days;
  return (
    <Section title={t("policy.title")}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          saving.mutate();
        }}
      >
        <Box sx={{ display: "flex", flexDirection: "column", gap: 2.5, maxWidth: 760 }}>
          <Typography color="textSecondary">{t("policy.text")}</Typography>
          {readOnly && <Alert severity="info">{t("policy.readOnly")}</Alert>}
          <CallsField
            label={t("policy.calls")}
            value={draft.calls}
            onChange={(calls) => setDraft({ ...draft, calls })}
            disabled={readOnly}
            {...at(errors, "calls", t("policy.callsHint"))}
          />
          <Rules rules={draft.rules} onChange={(rules) => setDraft({ ...draft, rules })} errors={errors} disabled={readOnly} />
          <TextField
            type="number"
            label={t("policy.retention")}
            value={days ?? ""}
            disabled={readOnly}
            onChange={(event) => setDraft({ ...draft, retention_days: event.target.value === "" ? null : Number(event.target.value) })}
            slotProps={{ htmlInput: { min: 1, max: 36_500, step: 1 } }}
            {...at(errors, "retention_days", t("policy.retentionHint"))}
          />
          {saving.error && Object.keys(errors).length === 0 && <Alert severity="error">{words(saving.error)}</Alert>}
          {!readOnly && (
            <Box sx={{ display: "flex", gap: 1 }}>
              <Button type="submit" variant="contained" disabled={!changed} loading={saving.isPending}>
                {t("common:action.save")}
              </Button>
              <Button disabled={!changed} onClick={() => setDraft(policy)}>
                {t("policy.undo")}
              </Button>
            </Box>
          )}
        </Box>
      </form>
    </Section>
  );
}
