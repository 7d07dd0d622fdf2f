import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogContentText from "@mui/material/DialogContentText";
import DialogTitle from "@mui/material/DialogTitle";
import TextField from "@mui/material/TextField";
import { useMutation } from "@tanstack/react-query";
import { useId, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useErrorText } from "./ErrorState";

interface Props {
  title: string;
  text?: string;
  children?: ReactNode;
  /** The button that does it. */
  action: string;
  /** Must be typed before: for what cannot be undone. */
  typed?: string;
  destructive?: boolean;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

/** A question before something is done; what goes wrong is told in it. */
export function ConfirmDialog({ title, text, children, action, typed, destructive, onConfirm, onClose }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const words = useErrorText();
  const [given, setGiven] = useState("");
  const doing = useMutation({ mutationFn: onConfirm, onSuccess: onClose });
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} fullWidth maxWidth="xs">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          // Through React a dialog stands inside of the form that opened it.
          event.stopPropagation();
          doing.mutate();
        }}
      >
        <DialogTitle id={id}>{title}</DialogTitle>
        <DialogContent>
          {text && <DialogContentText>{text}</DialogContentText>}
          {children}
          {typed && (
            <TextField
              sx={{ mt: 2 }}
              label={t("confirm.type", { text: typed })}
              value={given}
              onChange={(event) => setGiven(event.target.value)}
              autoComplete="off"
              autoFocus
            />
          )}
          {doing.error && (
            <Alert severity="error" sx={{ mt: 2 }}>
              {words(doing.error)}
            </Alert>
          )}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button
            type="submit"
            variant="contained"
            color={destructive ? "error" : "primary"}
            loading={doing.isPending}
            disabled={typed !== undefined && given !== typed}
          >
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
