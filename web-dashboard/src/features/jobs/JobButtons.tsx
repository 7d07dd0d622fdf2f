import ReplayIcon from "@mui/icons-material/Replay";
import StopCircleIcon from "@mui/icons-material/StopCircle";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import Tooltip from "@mui/material/Tooltip";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useSay } from "@/components/Snacks";

import { useJobActions } from "./api";
import { canRetry, isOpen, type Job } from "./states";

/** Cancel it, or let it run again: as far as its state allows. Icons in a row of a list, words on a page. */
export function JobButtons({ job, words = false }: { job: Job; words?: boolean }) {
  const { t } = useTranslation("jobs");
  const [asking, setAsking] = useState(false);
  const actions = useJobActions();
  const say = useSay();
  const retry = useMutation({ mutationFn: () => actions.retry(job), onSuccess: () => say.done(t("retried", { name: job.name })), onError: say.failed });
  const again = t(isOpen(job.state) ? "action.runNow" : "action.runAgain");
  const stop = t("action.cancel");
  return (
    <>
      {canRetry(job.state) &&
        (words ? (
          <Button startIcon={<ReplayIcon />} variant="contained" loading={retry.isPending} onClick={() => retry.mutate()}>
            {again}
          </Button>
        ) : (
          <Tooltip title={again}>
            <IconButton size="small" aria-label={t("of", { action: again, name: job.name })} disabled={retry.isPending} onClick={() => retry.mutate()}>
              <ReplayIcon fontSize="small" />
            </IconButton>
          </Tooltip>
        ))}
      {isOpen(job.state) &&
        (words ? (
          <Button startIcon={<StopCircleIcon />} variant="outlined" color="error" onClick={() => setAsking(true)}>
            {stop}
          </Button>
        ) : (
          <Tooltip title={stop}>
            <IconButton size="small" aria-label={t("of", { action: stop, name: job.name })} onClick={() => setAsking(true)}>
              <StopCircleIcon fontSize="small" />
            </IconButton>
          </Tooltip>
        ))}
      {asking && (
        <ConfirmDialog
          title={t("cancel.title", { name: job.name })}
          text={t(job.state === "running" ? "cancel.running" : "cancel.waiting")}
          action={stop}
          destructive
          onConfirm={() => actions.cancel(job)}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
