import SearchIcon from "@mui/icons-material/Search";
import InputAdornment from "@mui/material/InputAdornment";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { useUrlState } from "@/lib/urlState";

const WAIT = 250;

/** A search that stands in the address as `?q=`. */
export function SearchField({ label, name = "q" }: { label: string; name?: string }) {
  const [value, setValue] = useUrlState(name);
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => setValue(typed), WAIT);
    return () => clearTimeout(timer);
  }, [typed, value, setValue]);
  return (
    <TextField
      type="search"
      label={label}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      sx={{ maxWidth: 320 }}
      slotProps={{
        input: {
          startAdornment: (
            <InputAdornment position="start">
              <SearchIcon fontSize="small" />
            </InputAdornment>
          ),
        },
      }}
    />
  );
}

interface Choice {
  value: string;
  label: string;
}

/** One of a few values, in the address; the empty one is all. */
export function FilterField({ name, label, choices }: { name: string; label: string; choices: Choice[] }) {
  const { t } = useTranslation();
  const [value, setValue] = useUrlState(name);
  return (
    <TextField
      select
      label={label}
      value={value}
      onChange={(event) => setValue(event.target.value)}
      sx={{ minWidth: 140, width: "auto" }}
      slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}
    >
      <MenuItem value="">{t("filter.all")}</MenuItem>
      {choices.map((one) => (
        <MenuItem key={one.value} value={one.value}>
          {one.label}
        </MenuItem>
      ))}
    </TextField>
  );
}
