/** Replay dead letters, one, those chosen or all that match; or give them up. */
import ReplayIcon from "@mui/icons-material/Replay";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import Tooltip from "@mui/material/Tooltip";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useSay } from "@/components/Snacks";

import { useJobActions } from "./api";
import { forEach, type Outcome } from "./bulk";
import type { Letter, Which } from "./deadLetters";
import { DeleteLetter } from "./DeleteLetter";
import { useOutcome } from "./useOutcome";

export function LetterButtons({ letter }: { letter: Letter }) {
  const { t } = useTranslation("jobs");
  const say = useSay();
  const { replay } = useJobActions();
  const again = useMutation({ mutationFn: () => replay(letter), onSuccess: () => say.done(t("retried", { name: letter.name })), onError: say.failed });
  const label = t("action.replay");
  return (
    <>
      <Tooltip title={label}>
        <span>
          <IconButton size="small" aria-label={t("of", { action: label, name: letter.name })} disabled={again.isPending} onClick={() => again.mutate()}>
            <ReplayIcon fontSize="small" />
          </IconButton>
        </span>
      </Tooltip>
      <DeleteLetter letter={letter} />
    </>
  );
}

export function LettersBulk({ letters, onDone }: { letters: Letter[]; onDone: () => void }) {
  const { t } = useTranslation("jobs");
  const [asking, setAsking] = useState(false);
  const { replay, giveUp } = useJobActions();
  const tell = useOutcome();
  const finish = (outcome: Outcome) => {
    tell(outcome);
    onDone();
  };
  // Newest first in the list; what came first goes first.
  const again = useMutation({ mutationFn: () => forEach([...letters].reverse(), replay), onSuccess: finish });
  return (
    <>
      <Button size="small" loading={again.isPending} onClick={() => again.mutate()}>
        {t("action.replay")}
      </Button>
      <Button size="small" color="error" onClick={() => setAsking(true)}>
        {t("action.giveUp")}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t("giveUp.many", { count: letters.length })}
          text={t("giveUp.text")}
          action={t("action.giveUp")}
          destructive
          onConfirm={async () => finish(await forEach(letters, giveUp))}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

export function ReplayAll({ which, matching, onClose }: { which: Which; matching: boolean; onClose: () => void }) {
  const { t } = useTranslation("jobs");
  const say = useSay();
  const { replayMany } = useJobActions();
  const confirm = async () => {
    const { replayed, left } = await replayMany(which);
    if (left) say.warn(t("letters.replayedSome", { replayed, left }));
    else say.done(t("letters.replayed", { count: replayed }));
  };
  return (
    <ConfirmDialog
      title={t(matching ? "letters.replayMatching" : "letters.replayAll")}
      text={t(matching ? "letters.replayMatchingText" : "letters.replayAllText")}
      action={t("action.replay")}
      onConfirm={confirm}
      onClose={onClose}
    />
  );
}
