/** Setting up a factor: as many steps as its plugin asks for, then what comes after it. */
import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import Typography from "@mui/material/Typography";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Values } from "@/components/flat/schema";
import { useErrorText } from "@/components/ErrorState";
import { LoadingPage } from "@/components/LoadingPage";
import { StepForm } from "@/core/login/StepForm";
import { stepOf, type Step } from "@/core/login/steps";
import { ApiError } from "@/lib/problem";
import type { Schema } from "@/lib/types";

import { beginEnrolment, confirmEnrolment } from "./api";

interface Next {
  method: string;
  title: string;
}

interface Props extends Next {
  /** In place of the one that there is. */
  again: boolean;
  /** What should be set up after this. */
  then?: Next;
  onNext: (next: Next) => void;
  onDone: () => void;
  onClose: () => void;
}

function useEnrolment(method: string, again: boolean, onDone: () => void) {
  const [step, setStep] = useState<Step | null>(null);
  const [turn, setTurn] = useState(0);
  const [flow, setFlow] = useState("");
  const settle = (view: Schema<"EnrolmentView">) => {
    setFlow(view.flow_id);
    setStep(stepOf(view));
    setTurn((before) => before + 1);
    if (view.step.type === "done") onDone();
  };
  const beginning = useMutation({ mutationFn: () => beginEnrolment(method, again), onSuccess: settle });
  const answering = useMutation({
    mutationFn: (values: Values) => confirmEnrolment(flow, values as Record<string, Schema<"JsonValue">>),
    onSuccess: settle,
  });
  const { mutate } = beginning;
  useEffect(() => mutate(), [mutate]);
  const over = answering.error instanceof ApiError && (answering.error.status === 410 || answering.error.status === 404);
  const restart = () => {
    answering.reset();
    setStep(null);
    mutate();
  };
  return { step, turn, beginning, answering, over, restart };
}

function Done({ title, then }: { title: string; then?: Next }) {
  const { t } = useTranslation("account");
  return (
    <>
      <Alert severity="success">{t("enrol.done", { factor: title })}</Alert>
      {then && <Typography sx={{ mt: 2 }}>{t("enrol.then", { factor: then.title })}</Typography>}
    </>
  );
}

export function EnrolDialog({ method, title, again, then, onNext, onDone, onClose }: Props) {
  const { t } = useTranslation("account");
  const id = useId();
  const words = useErrorText();
  const { step, turn, beginning, answering, over, restart } = useEnrolment(method, again, onDone);
  const done = step?.type === "done";
  const failed = beginning.error ?? (over ? answering.error : null);
  return (
    <Dialog open onClose={(_, reason) => reason === "escapeKeyDown" && onClose()} aria-labelledby={id} fullWidth maxWidth="xs">
      <DialogTitle id={id}>{t("enrol.title", { factor: title })}</DialogTitle>
      <DialogContent>
        {failed ? (
          <Alert
            severity="error"
            action={
              <Button color="inherit" size="small" onClick={restart}>
                {t("enrol.restart")}
              </Button>
            }
          >
            {words(failed)}
          </Alert>
        ) : step === null ? (
          <LoadingPage />
        ) : (
          step.type === "form" && (
            <StepForm key={turn} step={step} action={t("enrol.confirm")} error={answering.error} pending={answering.isPending} onAnswers={answering.mutate} />
          )
        )}
        {done && <Done title={title} then={then} />}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{done ? (then ? t("enrol.later") : t("common:action.close")) : t("common:action.cancel")}</Button>
        {done && then && (
          <Button variant="contained" onClick={() => onNext(then)}>
            {t("factors.setUp", { factor: then.title })}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}
