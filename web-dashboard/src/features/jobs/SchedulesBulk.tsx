import Button from "@mui/material/Button";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import type { Schema } from "@/lib/types";

import { forEach } from "./bulk";
import { useScheduleActions } from "./schedules";
import { useOutcome } from "./useOutcome";

/** Pause or resume all that are chosen. */
export function SchedulesBulk({ schedules, onDone }: { schedules: Schema<"ScheduleView">[]; onDone: () => void }) {
  const { t } = useTranslation("jobs");
  const actions = useScheduleActions();
  const tell = useOutcome();
  const change = useMutation({
    mutationFn: (pause: boolean) =>
      forEach(
        schedules.filter((one) => one.paused !== pause),
        (one) => (pause ? actions.pause(one) : actions.resume(one)),
      ),
    onSuccess: (outcome) => {
      tell(outcome);
      onDone();
    },
  });
  return (
    <>
      <Button size="small" disabled={change.isPending || schedules.every((one) => one.paused)} onClick={() => change.mutate(true)}>
        {t("action.pause")}
      </Button>
      <Button size="small" disabled={change.isPending || schedules.every((one) => !one.paused)} onClick={() => change.mutate(false)}>
        {t("action.resume")}
      </Button>
    </>
  );
}
