import PauseIcon from "@mui/icons-material/Pause";
import PlayArrowIcon from "@mui/icons-material/PlayArrow";
import UpdateIcon from "@mui/icons-material/Update";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import Tooltip from "@mui/material/Tooltip";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { useSay } from "@/components/Snacks";
import { useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

import { useScheduleActions } from "./schedules";

/** Pause or resume it, or have its job run now, which leads to that job. */
export function ScheduleButtons({ schedule, words = false }: { schedule: Schema<"ScheduleView">; words?: boolean }) {
  const { t } = useTranslation("jobs");
  const { to } = useScope();
  const navigate = useNavigate();
  const say = useSay();
  const actions = useScheduleActions();
  const { name, paused } = schedule;
  const run = useMutation({
    mutationFn: () => actions.run(schedule),
    onSuccess: (job) => void navigate(to(`jobs/${job.id}`)),
    onError: say.failed,
  });
  const turn = useMutation({
    mutationFn: () => (paused ? actions.resume(schedule) : actions.pause(schedule)),
    onSuccess: () => say.done(t(paused ? "schedules.resumed" : "schedules.nowPaused", { name })),
    onError: say.failed,
  });
  const offered = [
    { label: t("action.runNow"), icon: <PlayArrowIcon fontSize="small" />, doing: run, main: true },
    paused
      ? { label: t("action.resume"), icon: <UpdateIcon fontSize="small" />, doing: turn, main: false }
      : { label: t("action.pause"), icon: <PauseIcon fontSize="small" />, doing: turn, main: false },
  ];
  return offered.map(({ label, icon, doing, main }) =>
    words ? (
      <Button key={label} startIcon={icon} variant={main ? "contained" : "outlined"} loading={doing.isPending} onClick={() => doing.mutate()}>
        {label}
      </Button>
    ) : (
      <Tooltip key={label} title={label}>
        <span>
          <IconButton size="small" aria-label={t("of", { action: label, name })} disabled={doing.isPending} onClick={() => doing.mutate()}>
            {icon}
          </IconButton>
        </span>
      </Tooltip>
    ),
  );
}
