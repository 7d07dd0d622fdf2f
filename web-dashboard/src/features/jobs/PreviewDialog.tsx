import Alert from "@mui/material/Alert";
import Autocomplete from "@mui/material/Autocomplete";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import TextField from "@mui/material/TextField";
import { useMutation } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { useErrorText } from "@/components/ErrorState";
import { at } from "@/components/FormDialog";
import { useFormat } from "@/lib/format";
import { fieldErrors } from "@/lib/problem";

import { NextRuns } from "./NextRuns";
import { useScheduleActions } from "./schedules";

const EXAMPLE = "0 7 * * 1-5";

/** Try an expression: when would it run? Nothing is made. */
export function PreviewDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("jobs");
  const id = useId();
  const words = useErrorText();
  const format = useFormat();
  const { preview } = useScheduleActions();
  const [cron, setCron] = useState(EXAMPLE);
  const [zone, setZone] = useState(format.zone);
  const asking = useMutation({ mutationFn: () => preview(cron, zone) });
  const errors = fieldErrors(asking.error);
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} fullWidth maxWidth="sm">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          asking.mutate();
        }}
      >
        <DialogTitle id={id}>{t("preview.title")}</DialogTitle>
        <DialogContent sx={{ display: "flex", flexDirection: "column", gap: 2, pt: "8px !important" }}>
          <TextField
            label={t("preview.cron")}
            value={cron}
            onChange={(event) => setCron(event.target.value)}
            autoFocus
            {...at(errors, "cron", t("preview.hint"))}
          />
          <Autocomplete
            freeSolo
            options={Intl.supportedValuesOf("timeZone")}
            inputValue={zone}
            onInputChange={(_, value) => setZone(value)}
            renderInput={(params) => <TextField {...params} label={t("field.zone")} {...at(errors, "zone")} />}
          />
          {asking.error && Object.keys(errors).length === 0 && <Alert severity="error">{words(asking.error)}</Alert>}
          <div aria-live="polite">{asking.data && <NextRuns runs={asking.data} />}</div>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t("common:action.close")}</Button>
          <Button type="submit" variant="contained" loading={asking.isPending}>
            {t("preview.show")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
