import FormControlLabel from "@mui/material/FormControlLabel";
import Radio from "@mui/material/Radio";
import RadioGroup from "@mui/material/RadioGroup";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { FormDialog } from "@/components/FormDialog";
import { useSay } from "@/components/Snacks";

import { useSubscriberActions, type Subscriber } from "./events";

/** Let a parked handler go on: with its dead letters, or without them. */
export function ResumeDialog({ subscriber, onClose }: { subscriber: Subscriber; onClose: () => void }) {
  const { t } = useTranslation("jobs");
  const say = useSay();
  const { resume } = useSubscriberActions(subscriber.id);
  const [replay, setReplay] = useState(true);
  const submit = async () => {
    await resume(replay);
    say.done(t("resume.done", { name: subscriber.handler }));
  };
  return (
    <FormDialog title={t("resume.title", { name: subscriber.handler })} action={t("action.resume")} onSubmit={submit} onClose={onClose}>
      {() => (
        <>
          <Typography id="resume-letters">{t("resume.text", { count: subscriber.dead })}</Typography>
          <RadioGroup aria-labelledby="resume-letters" value={replay ? "yes" : "no"} onChange={(_, value) => setReplay(value === "yes")}>
            <FormControlLabel value="yes" control={<Radio />} label={t("resume.replay")} />
            <FormControlLabel value="no" control={<Radio />} label={t("resume.giveUp")} />
          </RadioGroup>
        </>
      )}
    </FormDialog>
  );
}
