import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { useMutation } from "@tanstack/react-query";
import { useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { fieldErrors } from "@/lib/problem";

import { useErrorText } from "./ErrorState";

interface Props {
  title: string;
  action: string;
  onSubmit: () => Promise<unknown>;
  onClose: () => void;
  /** The fields; `errors` are the API's, by the field's name. */
  children: (errors: Record<string, string>) => ReactNode;
  disabled?: boolean;
  wide?: boolean;
}

/** A form in a dialog: errors stand at their fields, others above the buttons; it closes when it is done. */
export function FormDialog({ title, action, onSubmit, onClose, children, disabled, wide }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const words = useErrorText();
  const doing = useMutation({ mutationFn: onSubmit, onSuccess: onClose });
  const errors = fieldErrors(doing.error);
  return (
    <Dialog open onClose={(_, reason) => reason === "escapeKeyDown" && onClose()} aria-labelledby={id} fullWidth maxWidth={wide ? "md" : "sm"}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          // Through React a dialog stands inside of the form that opened it.
          event.stopPropagation();
          doing.mutate();
        }}
      >
        <DialogTitle id={id}>{title}</DialogTitle>
        <DialogContent sx={{ display: "flex", flexDirection: "column", gap: 2, pt: "8px !important" }}>
          {children(errors)}
          {doing.error && Object.keys(errors).length === 0 && <Alert severity="error">{words(doing.error)}</Alert>}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button type="submit" variant="contained" loading={doing.isPending} disabled={disabled}>
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Props of a field with the API's error at it: `<TextField {...at(errors, "email", t("hint"))} />`. */
export function at(errors: Record<string, string>, field: string, hint?: string) {
  const error = errors[field];
  return { error: error !== undefined, helperText: error ?? hint };
}
