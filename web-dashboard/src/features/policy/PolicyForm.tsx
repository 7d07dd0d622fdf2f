import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Paper from "@mui/material/Paper";
import Typography from "@mui/material/Typography";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useErrorText } from "@/components/ErrorState";
import { useSay } from "@/components/Snacks";
import { fieldErrors } from "@/lib/problem";

import { Choice, Days, Methods, SignUp } from "./fields";
import type { Rules } from "./api";

interface Props {
  rules: Rules;
  /** Whether it can be said who may sign up. */
  signUp: boolean;
  onSave: (rules: Rules) => Promise<unknown>;
  onClear: () => Promise<unknown>;
}

const NOTHING: Rules = { factor_required: null, methods: null, grace_days: null, trusted_days: null, accept_upstream: null, sign_up_roles: null };

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper variant="outlined" sx={{ p: 2, display: "flex", flexDirection: "column", gap: 2 }}>
      <Typography variant="h2">{title}</Typography>
      {children}
    </Paper>
  );
}

function Fields({ form, put, errors, signUp }: { form: Rules; put: (more: Partial<Rules>) => void; errors: Record<string, string>; signUp: boolean }) {
  const { t } = useTranslation("policy");
  const said = (name: keyof Rules) => ({ label: t(`${name}.label`), hint: t(`${name}.hint`), error: errors[name] });
  return (
    <>
      <Part title={t("factor")}>
        <Choice {...said("factor_required")} value={form.factor_required} onChange={(factor_required) => put({ factor_required })} />
        <Methods {...said("methods")} value={form.methods} onChange={(methods) => put({ methods })} />
        <Days {...said("grace_days")} value={form.grace_days} onChange={(grace_days) => put({ grace_days })} />
        <Days {...said("trusted_days")} value={form.trusted_days} onChange={(trusted_days) => put({ trusted_days })} />
      </Part>
      <Part title={t("providers")}>
        <Choice {...said("accept_upstream")} value={form.accept_upstream} onChange={(accept_upstream) => put({ accept_upstream })} />
        {signUp && <SignUp {...said("sign_up_roles")} value={form.sign_up_roles} onChange={(sign_up_roles) => put({ sign_up_roles })} />}
      </Part>
    </>
  );
}

/** The rules of one place; what is not said is left to the others. */
export function PolicyForm({ rules, signUp, onSave, onClear }: Props) {
  const { t } = useTranslation("policy");
  const say = useSay();
  const words = useErrorText();
  const [form, setForm] = useState<Rules>({ ...NOTHING, ...rules });
  const [clearing, setClearing] = useState(false);
  const saving = useMutation({ mutationFn: () => onSave(form), onSuccess: () => say.done(t("common:saved")) });
  const errors = fieldErrors(saving.error);
  const empty = Object.values({ ...NOTHING, ...rules }).every((value) => value === null);
  return (
    <>
      <Box
        component="form"
        noValidate
        sx={{ display: "flex", flexDirection: "column", gap: 2, maxWidth: 720 }}
        onSubmit={(event) => {
          event.preventDefault();
          saving.mutate();
        }}
      >
        <Fields form={form} put={(more) => setForm({ ...form, ...more })} errors={errors} signUp={signUp} />
        {saving.error && Object.keys(errors).length === 0 && <Alert severity="error">{words(saving.error)}</Alert>}
        <Box sx={{ display: "flex", gap: 1 }}>
          <Button type="submit" variant="contained" loading={saving.isPending}>
            {t("common:action.save")}
          </Button>
          {!empty && (
            <Button color="error" onClick={() => setClearing(true)}>
              {t("clear")}
            </Button>
          )}
        </Box>
      </Box>
      {/* Not within the form, which would take its submission for its own. */}
      {clearing && (
        <ConfirmDialog
          title={t("clearTitle")}
          text={t("clearText")}
          action={t("clear")}
          destructive
          onConfirm={() => onClear().then(() => setForm(NOTHING))}
          onClose={() => setClearing(false)}
        />
      )}
    </>
  );
}
