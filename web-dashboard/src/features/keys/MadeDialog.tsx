import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogContentText from "@mui/material/DialogContentText";
import DialogTitle from "@mui/material/DialogTitle";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import { Secret } from "@/components/Secret";

/** The text of a key, this once; it closes by its button only, since what is closed cannot be shown again. */
export function MadeDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation("keys");
  const id = useId();
  return (
    <Dialog open aria-labelledby={id} fullWidth maxWidth="sm">
      <DialogTitle id={id}>{t("made")}</DialogTitle>
      <DialogContent sx={{ display: "flex", flexDirection: "column", gap: 2 }}>
        <Secret text={secret} label={t("key")} />
        <DialogContentText>{t("madeText")}</DialogContentText>
      </DialogContent>
      <DialogActions>
        <Button variant="contained" onClick={onClose}>
          {t("kept")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
