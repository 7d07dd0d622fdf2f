import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import FormHelperText from "@mui/material/FormHelperText";
import Typography from "@mui/material/Typography";
import { useId } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  /** `#rrggbb`; null is Omni's own. */
  value: string | null;
  onChange: (value: string | null) => void;
  error?: string;
  disabled?: boolean;
}

const FIRST = "#2750c4";

/** A colour of the tenant's own, or none. */
export function ColourField({ value, onChange, error, disabled }: Props) {
  const { t } = useTranslation("tenancy");
  const id = useId();
  return (
    <Box role="group" aria-labelledby={id}>
      <Typography id={id} variant="body2" sx={{ fontWeight: 600, mb: 0.75 }}>
        {t("field.colour")}
      </Typography>
      <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: 1.5 }}>
        {value !== null && (
          <>
            <input
              type="color"
              aria-label={t("colour.pick")}
              value={value}
              disabled={disabled}
              onChange={(event) => onChange(event.target.value.toLowerCase())}
              style={{ width: 64, height: 36, padding: 2 }}
            />
            <code>{value}</code>
          </>
        )}
        {!disabled && (
          <Button size="small" variant={value === null ? "outlined" : "text"} onClick={() => onChange(value === null ? FIRST : null)}>
            {t(value === null ? "colour.use" : "colour.remove")}
          </Button>
        )}
      </Box>
      <FormHelperText error={error !== undefined}>{error ?? t("hint.colour")}</FormHelperText>
    </Box>
  );
}
