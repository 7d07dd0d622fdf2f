import TextField from "@mui/material/TextField";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ManyDialog } from "@/core/many/ManyDialog";
import { RolesField } from "@/core/roles/RolesField";

import { addressesIn, strangeOnes } from "./addresses";
import { usePeople } from "./api";

/** Ask one person or many to join, by mail. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["people", "many"]);
  const { invite, reload } = usePeople();
  const [text, setText] = useState("");
  const [roles, setRoles] = useState(["member"]);
  const addresses = addressesIn(text);
  const strange = strangeOnes(addresses);
  return (
    <ManyDialog
      title={t("invite.title")}
      text={t("invite.text")}
      action={addresses.length > 1 ? t("invite.sendMany", { count: addresses.length }) : t("invite.send")}
      rows={addresses}
      nameOf={(email) => email}
      act={(email) => invite(email, roles)}
      onDone={() => reload("invitations")}
      onClose={onClose}
      disabled={addresses.length === 0 || strange.length > 0 || roles.length === 0}
    >
      <TextField
        autoFocus
        multiline
        minRows={2}
        maxRows={8}
        label={t("invite.addresses")}
        value={text}
        onChange={(event) => setText(event.target.value)}
        error={strange.length > 0}
        helperText={strange.length > 0 ? t("invite.strange", { names: strange.join(", ") }) : t("invite.addressesHint")}
      />
      <RolesField value={roles} onChange={setRoles} helperText={t("rolesHint")} />
    </ManyDialog>
  );
}
