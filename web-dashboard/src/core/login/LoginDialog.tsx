/** A login over the page at hand, so that nothing that was typed there is lost. */
import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogContentText from "@mui/material/DialogContentText";
import DialogTitle from "@mui/material/DialogTitle";
import MuiLink from "@mui/material/Link";
import { useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";

import { useErrorText } from "@/components/ErrorState";
import type { Schema } from "@/lib/types";

import { beginByPassword, reauthenticate, whoIsThere } from "./api";
import { leave } from "./leave";
import { LoginSteps } from "./LoginSteps";
import { PasswordForm } from "./PasswordForm";
import type { DoneStep } from "./steps";
import { useLogin } from "./useLogin";
import { useWhose } from "./useWhose";

interface Props {
  way: "sign-in" | "reauthenticate";
  onDone: () => void;
  onGiveUp: () => void;
}

/** Whoever signs in at an identity provider does so in another tab; coming back, the dialog sees it. */
function useOtherTab(way: Props["way"], me: Schema<"Me"> | undefined, onDone: (email: string) => void) {
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });
  const before = me?.session.authenticated_at;
  useEffect(() => {
    const look = async () => {
      if (document.visibilityState === "hidden") return;
      const found = await whoIsThere();
      if (found && (way === "sign-in" || (before && found.session.authenticated_at > before))) done.current(found.email);
    };
    const listen = () => void look();
    window.addEventListener("focus", listen);
    return () => window.removeEventListener("focus", listen);
  }, [way, before]);
}

export function LoginDialog({ way, onDone, onGiveUp }: Props) {
  const { t } = useTranslation("login");
  const words = useErrorText();
  const id = useId();
  const me = useWhose();
  const finish = (email: string | undefined) => {
    // Somebody else: nothing on the page at hand is his.
    if (me && email && email !== me.email) leave("/", null);
    else onDone();
  };
  const state = useLogin({ onDone: (step: DoneStep) => finish(step.account?.email) });
  const { run } = state;
  useEffect(() => {
    if (way === "reauthenticate") run(() => reauthenticate(null));
  }, [way, run]);
  useOtherTab(way, me, finish);
  const elsewhere = `/login?next=${encodeURIComponent(window.location.pathname)}`;
  return (
    <Dialog open onClose={(_, reason) => reason === "escapeKeyDown" && onGiveUp()} fullWidth maxWidth="xs" aria-labelledby={id}>
      <DialogTitle id={id}>{t(`dialog.${way}`)}</DialogTitle>
      <DialogContent sx={{ display: "flex", flexDirection: "column", gap: 2 }}>
        <DialogContentText>{t(`dialog.text.${way}`)}</DialogContentText>
        {state.login ? (
          <LoginSteps state={state} />
        ) : way === "sign-in" ? (
          <PasswordForm
            email={me?.email}
            error={state.error}
            pending={state.pending}
            onSubmit={(email, password) => run(() => beginByPassword(email, password, "/"))}
          />
        ) : (
          state.error && (
            <Alert
              severity="error"
              action={
                <Button color="inherit" size="small" onClick={() => run(() => reauthenticate(null))}>
                  {t("common:action.retry")}
                </Button>
              }
            >
              {words(state.error)}
            </Alert>
          )
        )}
        <MuiLink href={elsewhere} target="_blank" rel="noopener" variant="body2" sx={{ alignSelf: "flex-start" }}>
          {t("dialog.elsewhere")}
        </MuiLink>
      </DialogContent>
      <DialogActions>
        <Button onClick={onGiveUp}>{t("common:action.cancel")}</Button>
      </DialogActions>
    </Dialog>
  );
}
