import Dialog from "@mui/material/Dialog";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { useTranslation } from "react-i18next";

interface Props {
  way: "sign-in" | "reauthenticate";
  onDone: () => void;
  onGiveUp: () => void;
}

/** A login in a dialog. */
export function LoginDialog({ way, onGiveUp }: Props) {
  const { t } = useTranslation("login");
  return (
    <Dialog open onClose={onGiveUp} fullWidth maxWidth="xs">
      <DialogTitle>{t(`dialog.${way}`)}</DialogTitle>
      <DialogContent />
    </Dialog>
  );
}
