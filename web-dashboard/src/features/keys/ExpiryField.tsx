import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { useTranslation } from "react-i18next";

/** Days that a key lives; the empty one is for ever. */
export const LIVES = ["30", "90", "365"] as const;

export function endOf(days: string, now = new Date()): string | null {
  return days ? new Date(now.getTime() + Number(days) * 86_400_000).toISOString() : null;
}

/** For how long a key is good. */
export function ExpiryField({ value, onChange, error, unsaid }: { value: string; onChange: (days: string) => void; error?: string; unsaid: string }) {
  const { t } = useTranslation("keys");
  return (
    <TextField
      select
      label={t("life")}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      error={error !== undefined}
      helperText={error}
      slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}
    >
      {LIVES.map((days) => (
        <MenuItem key={days} value={days}>
          {t("days", { count: Number(days) })}
        </MenuItem>
      ))}
      <MenuItem value="">{unsaid}</MenuItem>
    </TextField>
  );
}
