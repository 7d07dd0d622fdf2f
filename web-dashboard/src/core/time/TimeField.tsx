import TextField from "@mui/material/TextField";

import { useFormat } from "@/lib/format";

import { localOf, momentOf } from "./zoned";

interface Props {
  label: string;
  /** A moment (RFC 3339), or empty. */
  value: string;
  onChange: (moment: string) => void;
  error?: boolean;
  helperText?: string;
}

/** A point in time, by the clock of the tenant's zone. */
export function TimeField({ label, value, onChange, ...rest }: Props) {
  const { zone } = useFormat();
  return (
    <TextField
      type="datetime-local"
      label={label}
      value={localOf(value, zone)}
      onChange={(event) => onChange(momentOf(event.target.value, zone))}
      slotProps={{ inputLabel: { shrink: true } }}
      sx={{ minWidth: 190 }}
      {...rest}
    />
  );
}
