import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogContentText from "@mui/material/DialogContentText";
import DialogTitle from "@mui/material/DialogTitle";
import { useMutation } from "@tanstack/react-query";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import { useErrorText } from "@/components/ErrorState";
import { Secret } from "@/components/Secret";

import { useAccountChanges } from "./accountsApi";
import { nameOf, type Account } from "./api";

/** A link on which somebody sets a password, to be handed over. Nothing is made before it is asked for: a new one voids the old. */
export function SetupLinkDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const { t } = useTranslation("people");
  const id = useId();
  const words = useErrorText();
  const { setupLink } = useAccountChanges();
  const making = useMutation({ mutationFn: () => setupLink(account.id) });
  return (
    <Dialog open onClose={(_, reason) => reason === "escapeKeyDown" && onClose()} aria-labelledby={id} fullWidth maxWidth="sm">
      <DialogTitle id={id}>{t("accounts.linkTitle", { name: nameOf(account) })}</DialogTitle>
      <DialogContent sx={{ display: "flex", flexDirection: "column", gap: 2 }}>
        <DialogContentText>{t("accounts.linkText")}</DialogContentText>
        {making.data && <Secret text={making.data.link} label={t("accounts.link")} />}
        {making.error && <Alert severity="error">{words(making.error)}</Alert>}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t("common:action.close")}</Button>
        {!making.data && (
          <Button variant="contained" autoFocus loading={making.isPending} onClick={() => making.mutate()}>
            {t("accounts.act.link")}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}
