/** A secret can be set, replaced and removed, never read. */
import Button from "@mui/material/Button";
import Box from "@mui/material/Box";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { ariaDescribedByIds, type WidgetProps } from "@rjsf/utils";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { MASK } from "./plain";

export function SecretWidget({ id, label, required, value, onChange, disabled, rawErrors, autofocus }: WidgetProps) {
  const { t } = useTranslation("schemaForm");
  const [had] = useState(value === MASK);
  const [editing, setEditing] = useState(!had);
  const field = `${label}${required ? " *" : ""}`;
  if (editing)
    return (
      <Box sx={{ display: "flex", gap: 1, alignItems: "flex-start" }}>
        <TextField
          id={id}
          label={field}
          type="password"
          value={(value as string | undefined) ?? ""}
          onChange={(event) => onChange(event.target.value || undefined)}
          disabled={disabled}
          error={Boolean(rawErrors?.length)}
          autoComplete="new-password"
          autoFocus={had || autofocus}
          fullWidth
          slotProps={{ htmlInput: { "aria-describedby": ariaDescribedByIds(id) }, inputLabel: { shrink: true } }}
        />
        {had && (
          <Button
            onClick={() => {
              onChange(MASK);
              setEditing(false);
            }}
            sx={{ mt: 0.25 }}
          >
            {t("secret.keep")}
          </Button>
        )}
      </Box>
    );
  const kept = value === MASK;
  return (
    <Box
      role="group"
      aria-label={label}
      sx={{ display: "flex", flexWrap: "wrap", gap: 1, alignItems: "center", border: 1, borderColor: "divider", borderRadius: 1, px: 1.5, py: 0.75 }}
    >
      <Box sx={{ flex: "1 1 160px", minWidth: 0 }}>
        <Typography variant="body2" color="textSecondary">
          {field}
        </Typography>
        <Typography>{t(kept ? "secret.set" : "secret.removed")}</Typography>
      </Box>
      {kept ? (
        <>
          <Button
            disabled={disabled}
            onClick={() => {
              onChange(undefined);
              setEditing(true);
            }}
          >
            {t("secret.replace")}
          </Button>
          <Button color="error" disabled={disabled} onClick={() => onChange(undefined)}>
            {t("secret.remove")}
          </Button>
        </>
      ) : (
        <Button onClick={() => onChange(MASK)}>{t("secret.keep")}</Button>
      )}
    </Box>
  );
}
