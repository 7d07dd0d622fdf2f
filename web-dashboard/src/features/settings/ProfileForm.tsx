import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useErrorText } from "@/components/ErrorState";
import { ProfileFields } from "@/core/tenancy/ProfileFields";
import { profileOf } from "@/core/tenancy/profile";
import { fieldErrors } from "@/lib/problem";
import type { Schema } from "@/lib/types";

import { useChange } from "./api";

/** Name, time zone, language and currency. */
export function ProfileForm({ tenant, disabled }: { tenant: Schema<"TenantView">; disabled: boolean }) {
  const { t } = useTranslation();
  const words = useErrorText();
  const change = useChange();
  const [profile, setProfile] = useState(() => profileOf(tenant));
  const errors = fieldErrors(change.error);
  const name = profile.name.trim();
  return (
    <Box
      component="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate({ ...profile, name });
      }}
      sx={{ display: "flex", flexDirection: "column", gap: 2, maxWidth: 520, pt: 1 }}
    >
      <ProfileFields value={profile} onChange={setProfile} errors={errors} disabled={disabled} />
      {change.error && Object.keys(errors).length === 0 && <Alert severity="error">{words(change.error)}</Alert>}
      {!disabled && (
        <Button type="submit" variant="contained" loading={change.isPending} disabled={!name} sx={{ alignSelf: "flex-start" }}>
          {t("action.save")}
        </Button>
      )}
    </Box>
  );
}
