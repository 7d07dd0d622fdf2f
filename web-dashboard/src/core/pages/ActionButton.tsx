import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogContentText from "@mui/material/DialogContentText";
import DialogTitle from "@mui/material/DialogTitle";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useSay } from "@/components/Snacks";

import { useDoing } from "./doing";
import { inputsOf, useDescription, type Inputs } from "./openapi";
import { RouteForm } from "./RouteForm";
import type { Block, Row } from "./source";

const NO_ROW: Row = {};

interface Props {
  action: Block;
  row?: Row;
  small?: boolean;
}

/** A button that calls a route: at once, after a question, or with a form, as the route takes it. */
export function ActionButton({ action, row = NO_ROW, small }: Props) {
  const { t } = useTranslation("pages");
  const description = useDescription(true);
  const say = useSay();
  const [open, setOpen] = useState(false);
  const doing = useDoing(action.submit, action.title, row);
  const inputs = description.data && action.submit ? inputsOf(description.data, action.submit, row) : null;
  const close = () => {
    setOpen(false);
    doing.reset();
  };
  const begin = () => {
    if (description.error) {
      say.failed(description.error);
      void description.refetch();
    } else if (!inputs) say.failed(new Error(t("action.unknown")));
    else if (inputs.none && !action.confirm) doing.mutate({ inputs }, { onError: say.failed });
    else setOpen(true);
  };
  const destructive = action.submit?.method === "DELETE";
  return (
    <>
      <Button
        onClick={begin}
        loading={description.isPending || (doing.isPending && !open)}
        size={small ? "small" : "medium"}
        variant={small ? "text" : "outlined"}
        color={destructive ? "error" : "primary"}
      >
        {action.title}
      </Button>
      {open && inputs?.none && (
        <ConfirmDialog
          title={action.title}
          text={action.confirm ?? undefined}
          action={action.title}
          destructive={destructive}
          onConfirm={() => doing.mutateAsync({ inputs })}
          onClose={close}
        />
      )}
      {open && inputs && !inputs.none && <ActionDialog action={action} inputs={inputs} doing={doing} onClose={close} />}
    </>
  );
}

function ActionDialog({ action, inputs, doing, onClose }: { action: Block; inputs: Inputs; doing: ReturnType<typeof useDoing>; onClose: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <Dialog open onClose={(_, reason) => reason === "escapeKeyDown" && onClose()} aria-labelledby={id} fullWidth maxWidth="sm">
      <DialogTitle id={id}>{action.title}</DialogTitle>
      <DialogContent>
        {action.confirm && <DialogContentText sx={{ mb: 2 }}>{action.confirm}</DialogContentText>}
        <RouteForm
          inputs={inputs}
          action={action.title}
          error={doing.error}
          pending={doing.isPending}
          autoFocus
          onSubmit={(answers) => doing.mutate({ inputs, answers }, { onSuccess: onClose })}
        />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t("action.cancel")}</Button>
      </DialogActions>
    </Dialog>
  );
}
