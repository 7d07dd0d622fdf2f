import DialogContentText from "@mui/material/DialogContentText";
import TextField from "@mui/material/TextField";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { FormDialog, at } from "@/components/FormDialog";

import { ExpiryField, endOf } from "./ExpiryField";
import { useKeyChanges, type Key } from "./api";

/** A successor for a key, which works on for a while, so that programs can be given the new one in the meantime. */
export function RotateDialog({ row, onMade, onClose }: { row: Key; onMade: (key: string) => void; onClose: () => void }) {
  const { t } = useTranslation("keys");
  const { rotate, reload } = useKeyChanges();
  const [hours, setHours] = useState("24");
  const [days, setDays] = useState("");
  const submit = async () => {
    const { key } = await rotate(row.id, { overlap_hours: Number(hours), expires_at: endOf(days) });
    onMade(key);
    reload();
  };
  return (
    <FormDialog title={t("rotateTitle", { name: row.name })} action={t("rotate")} onSubmit={submit} onClose={onClose} disabled={hours === ""}>
      {(errors) => (
        <>
          <DialogContentText>{t("rotateText")}</DialogContentText>
          <TextField
            autoFocus
            type="number"
            label={t("overlap")}
            value={hours}
            onChange={(event) => setHours(event.target.value)}
            slotProps={{ htmlInput: { min: 0, max: 720 } }}
            {...at(errors, "overlap_hours", t("overlapHint"))}
          />
          <ExpiryField value={days} onChange={setDays} error={errors.expires_at} unsaid={t("asBefore")} />
        </>
      )}
    </FormDialog>
  );
}
