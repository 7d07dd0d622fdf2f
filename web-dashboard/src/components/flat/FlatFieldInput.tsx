import Checkbox from "@mui/material/Checkbox";
import FormControl from "@mui/material/FormControl";
import FormControlLabel from "@mui/material/FormControlLabel";
import FormHelperText from "@mui/material/FormHelperText";
import MenuItem from "@mui/material/MenuItem";
import TextField, { type TextFieldProps } from "@mui/material/TextField";
import { useId } from "react";

import { PasswordField } from "../PasswordField";
import type { FlatField } from "./schema";

interface Props {
  field: FlatField;
  value: unknown;
  error?: string;
  autoFocus?: boolean;
  /** Say which fields are required; needless where all are. */
  marked?: boolean;
  /** What a choice is called. */
  nameOf?: (value: unknown) => string;
  onChange: (value: unknown) => void;
}

function Check({ field, value, error, onChange }: Props) {
  const id = useId();
  return (
    <FormControl error={error !== undefined}>
      <FormControlLabel
        control={
          <Checkbox
            checked={value === true}
            onChange={(event) => onChange(event.target.checked)}
            slotProps={{ input: { "aria-describedby": (error ?? field.hint) ? id : undefined } }}
          />
        }
        label={field.label}
      />
      {(error ?? field.hint) && <FormHelperText id={id}>{error ?? field.hint}</FormHelperText>}
    </FormControl>
  );
}

function htmlInput(field: FlatField) {
  return {
    inputMode: field.inputMode ?? (field.kind === "integer" ? ("numeric" as const) : field.kind === "number" ? ("decimal" as const) : undefined),
    maxLength: field.maxLength,
    min: field.minimum,
    max: field.maximum,
    step: field.kind === "number" ? "any" : undefined,
  };
}

const TYPES: Partial<Record<FlatField["kind"], string>> = { number: "number", integer: "number", date: "date", "date-time": "datetime-local" };

/** The control that fits a field. */
export function FlatFieldInput(props: Props) {
  const { field, value, error, autoFocus, marked = true, nameOf = String, onChange } = props;
  if (field.kind === "boolean") return <Check {...props} />;
  const mark = { required: marked && field.required };
  const shared: TextFieldProps = {
    name: field.name,
    label: field.label,
    required: field.required,
    value,
    autoFocus,
    error: error !== undefined,
    helperText: error ?? field.hint,
    autoComplete: field.autocomplete,
    onChange: (event) => onChange(event.target.value),
    slotProps: { htmlInput: htmlInput(field), inputLabel: mark },
  };
  if (field.kind === "password") return <PasswordField {...shared} />;
  if (field.kind === "choice" || field.kind === "choices") {
    return (
      <TextField {...shared} select slotProps={{ inputLabel: mark, select: { multiple: field.kind === "choices" } }}>
        {!field.required && field.kind === "choice" && <MenuItem value="">{"–"}</MenuItem>}
        {field.choices.map((one) => (
          <MenuItem key={String(one)} value={one as string}>
            {nameOf(one)}
          </MenuItem>
        ))}
      </TextField>
    );
  }
  const dated = field.kind === "date" || field.kind === "date-time";
  return (
    <TextField
      {...shared}
      type={TYPES[field.kind] ?? field.type ?? "text"}
      multiline={field.kind === "lines"}
      minRows={field.kind === "lines" ? 3 : undefined}
      slotProps={{ htmlInput: htmlInput(field), inputLabel: dated ? { ...mark, shrink: true } : mark }}
    />
  );
}
