import Button from "@mui/material/Button";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmDialog } from "@/components/ConfirmDialog";

import { useJobActions } from "./api";
import { forEach } from "./bulk";
import { canRetry, isOpen, type Job } from "./states";
import { useOutcome } from "./useOutcome";

/** Cancel, or run again, those of the chosen jobs whose state allows it. */
export function JobsBulk({ jobs, onDone }: { jobs: Job[]; onDone: () => void }) {
  const { t } = useTranslation("jobs");
  const [asking, setAsking] = useState(false);
  const actions = useJobActions();
  const tell = useOutcome();
  const stoppable = jobs.filter((job) => isOpen(job.state));
  const again = jobs.filter((job) => canRetry(job.state));
  const finish = (outcome: Parameters<typeof tell>[0]) => {
    tell(outcome);
    onDone();
  };
  const retry = useMutation({ mutationFn: () => forEach(again, actions.retry), onSuccess: finish });
  return (
    <>
      <Button size="small" disabled={again.length === 0} loading={retry.isPending} onClick={() => retry.mutate()}>
        {t("bulk.retry", { count: again.length })}
      </Button>
      <Button size="small" color="error" disabled={stoppable.length === 0} onClick={() => setAsking(true)}>
        {t("bulk.cancel", { count: stoppable.length })}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t("bulk.cancelTitle", { count: stoppable.length })}
          text={t("cancel.running")}
          action={t("action.cancel")}
          destructive
          onConfirm={async () => finish(await forEach(stoppable, actions.cancel))}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
