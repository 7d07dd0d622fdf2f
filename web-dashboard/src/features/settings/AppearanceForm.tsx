import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useErrorText } from "@/components/ErrorState";
import { fieldErrors } from "@/lib/problem";
import type { Schema } from "@/lib/types";

import { ColourField } from "./ColourField";
import { LogoField } from "./LogoField";
import { useChange } from "./api";

/** Logo and colour. */
export function AppearanceForm({ tenant, disabled }: { tenant: Schema<"TenantView">; disabled: boolean }) {
  const { t } = useTranslation();
  const words = useErrorText();
  const change = useChange();
  const [logo, setLogo] = useState(tenant.logo);
  const [colour, setColour] = useState(tenant.colour);
  const errors = fieldErrors(change.error);
  return (
    <Box
      component="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate({ logo, colour });
      }}
      sx={{ display: "flex", flexDirection: "column", gap: 2.5, maxWidth: 520 }}
    >
      <LogoField value={logo} onChange={setLogo} error={errors.logo} disabled={disabled} />
      <ColourField value={colour} onChange={setColour} error={errors.colour} disabled={disabled} />
      {change.error && Object.keys(errors).length === 0 && <Alert severity="error">{words(change.error)}</Alert>}
      {!disabled && (
        <Button type="submit" variant="contained" loading={change.isPending} sx={{ alignSelf: "flex-start" }}>
          {t("action.save")}
        </Button>
      )}
    </Box>
  );
}
