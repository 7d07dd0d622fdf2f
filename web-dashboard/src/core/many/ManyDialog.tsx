import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogContentText from "@mui/material/DialogContentText";
import DialogTitle from "@mui/material/DialogTitle";
import LinearProgress from "@mui/material/LinearProgress";
import Typography from "@mui/material/Typography";
import { useMutation } from "@tanstack/react-query";
import { useId, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useErrorText } from "@/components/ErrorState";
import { useSay } from "@/components/Snacks";
import { fieldErrors } from "@/lib/problem";

import { forEachOf } from "./many";

interface Props<T> {
  title: string;
  text?: string;
  /** The button that does it. */
  action: string;
  rows: T[];
  nameOf: (row: T) => string;
  act: (row: T) => Promise<unknown>;
  /** Once all were tried, whatever became of them: read the list anew. */
  onDone: () => void;
  onClose: () => void;
  destructive?: boolean;
  disabled?: boolean;
  children?: ReactNode;
}

const SHOWN = 8;

/** A question before something is done with one row or many. It closes when all went well, else tells which did not, and why. */
export function ManyDialog<T>({ title, text, action, rows, nameOf, act, onDone, onClose, destructive, disabled, children }: Props<T>) {
  const { t } = useTranslation("many");
  const id = useId();
  const told = useErrorText();
  const words = (error: unknown) => Object.values(fieldErrors(error)).join(" ") || told(error);
  const say = useSay();
  const [done, setDone] = useState(0);
  const doing = useMutation({
    mutationFn: () => forEachOf(rows, act, setDone),
    onSuccess: (outcomes) => {
      onDone();
      if (outcomes.some((one) => one.error)) return;
      say.done(t("done", { count: outcomes.length }));
      onClose();
    },
  });
  const failed = doing.data?.filter((one) => one.error) ?? [];
  return (
    <Dialog open onClose={() => !doing.isPending && onClose()} aria-labelledby={id} fullWidth maxWidth="sm">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setDone(0);
          doing.mutate();
        }}
      >
        <DialogTitle id={id}>{title}</DialogTitle>
        <DialogContent sx={{ display: "flex", flexDirection: "column", gap: 2, pt: "8px !important" }}>
          {text && <DialogContentText>{text}</DialogContentText>}
          {rows.length > 1 && (
            <Typography sx={{ overflowWrap: "anywhere" }}>
              {rows.slice(0, SHOWN).map(nameOf).join(", ")}
              {rows.length > SHOWN && ` ${t("others", { count: rows.length - SHOWN })}`}
            </Typography>
          )}
          {children}
          {doing.isPending && rows.length > 1 && <LinearProgress variant="determinate" value={(100 * done) / rows.length} aria-label={t("progress")} />}
          {failed.length > 0 && (
            <Alert severity="error">
              {rows.length > 1 && <div>{t("failed", { count: failed.length, all: rows.length })}</div>}
              {failed.map((one) => (
                <div key={nameOf(one.row)}>{rows.length > 1 ? t("why", { name: nameOf(one.row), error: words(one.error) }) : words(one.error)}</div>
              ))}
            </Alert>
          )}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose} disabled={doing.isPending}>
            {t(doing.data ? "common:action.close" : "common:action.cancel")}
          </Button>
          <Button type="submit" variant="contained" color={destructive ? "error" : "primary"} loading={doing.isPending} disabled={disabled}>
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
