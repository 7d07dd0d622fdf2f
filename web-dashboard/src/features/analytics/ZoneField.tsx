import Autocomplete from "@mui/material/Autocomplete";
import TextField from "@mui/material/TextField";

import { at } from "@/components/FormDialog";

interface Props {
  label: string;
  value: string;
  onChange: (zone: string) => void;
  error?: string;
  hint?: string;
}

/** A time zone by its IANA name; empty is the tenant's. */
export function ZoneField({ label, value, onChange, error, hint }: Props) {
  return (
    <Autocomplete
      freeSolo
      options={Intl.supportedValuesOf("timeZone")}
      inputValue={value}
      onInputChange={(_, next) => onChange(next)}
      renderInput={(params) => <TextField {...params} label={label} {...at(error ? { zone: error } : {}, "zone", hint)} />}
    />
  );
}
