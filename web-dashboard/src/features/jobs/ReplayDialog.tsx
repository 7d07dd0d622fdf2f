import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { FormDialog, at } from "@/components/FormDialog";
import { TimeField } from "@/core/time/TimeField";
import { useScope } from "@/lib/scope";

import { useSubscriberActions, type Subscriber } from "./events";

/** Deliver to a handler once more what it was past, from a time on; leads to the job that does. */
export function ReplayDialog({ subscriber, onClose }: { subscriber: Subscriber; onClose: () => void }) {
  const { t } = useTranslation("jobs");
  const { to } = useScope();
  const navigate = useNavigate();
  const { replay } = useSubscriberActions(subscriber.id);
  const [time, setTime] = useState("");
  const submit = async () => {
    const job = await replay(time);
    void navigate(to(`jobs/${job.id}`));
  };
  return (
    <FormDialog title={t("replay.title", { name: subscriber.handler })} action={t("action.replay")} onSubmit={submit} onClose={onClose}>
      {(errors) => (
        <>
          <Typography>{t("replay.text")}</Typography>
          <TimeField label={t("replay.from")} value={time} onChange={setTime} {...at(errors, "time")} />
        </>
      )}
    </FormDialog>
  );
}
