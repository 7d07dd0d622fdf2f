import ExpandLessIcon from "@mui/icons-material/ExpandLess";
import ExpandMoreIcon from "@mui/icons-material/ExpandMore";
import Autocomplete from "@mui/material/Autocomplete";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { useId, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { FlatFieldInput } from "@/components/flat/FlatFieldInput";
import type { FlatField, JsonSchema } from "@/components/flat/schema";
import { at } from "@/components/FormDialog";

import { ZoneField } from "../ZoneField";
import type { Chosen } from "../api";
import { COMMON, split, visible } from "./parameters";
import { useChoiceText } from "./parameterText";

interface Props {
  schema: JsonSchema;
  chosen: Chosen;
  onChange: (chosen: Chosen) => void;
  /** By parameter. */
  errors: Record<string, string>;
  /** Beside "More". */
  children?: ReactNode;
}

const GRID = { display: "grid", gap: 1.5, gridTemplateColumns: "repeat(auto-fill, minmax(min(210px, 100%), 1fr))", alignItems: "start" };

/** The parameters of a report type: period and comparison, and the others behind "More". */
export function ParameterFields({ schema, chosen, onChange, errors, children }: Props) {
  const { t } = useTranslation("analytics");
  const id = useId();
  const { first, more } = split(schema);
  const wrong = more.some(({ name }) => errors[name]);
  const [all, setAll] = useState(() => more.some(({ name }) => chosen[name] !== undefined));
  const open = all || wrong;
  const field = (one: FlatField) => (
    <ParameterField
      key={one.name}
      field={one}
      value={chosen[one.name] ?? one.initial}
      error={errors[one.name]}
      onChange={(value) => onChange({ ...chosen, [one.name]: value })}
    />
  );
  return (
    <>
      <Box sx={GRID}>{first.filter((one) => visible(one, chosen)).map(field)}</Box>
      {more.length > 0 && (
        <Box id={id} hidden={!open} sx={open ? GRID : undefined}>
          {open && more.map(field)}
        </Box>
      )}
      <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: 1 }}>
        {children}
        {more.length > 0 && (
          <Button
            size="small"
            type="button"
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setAll(!open)}
            endIcon={open ? <ExpandLessIcon /> : <ExpandMoreIcon />}
          >
            {t(open ? "parameters.fewer" : "parameters.more")}
          </Button>
        )}
      </Box>
    </>
  );
}

interface FieldProps {
  field: FlatField;
  value: unknown;
  error?: string;
  onChange: (value: unknown) => void;
}

function ParameterField({ field: given, value, error, onChange }: FieldProps) {
  const { t } = useTranslation("analytics");
  const choice = useChoiceText();
  // What all reports have in common is told in the words of the page.
  const field = COMMON.has(given.name)
    ? { ...given, label: t(`parameter.${given.name}`), hint: given.name === "end" ? t("parameters.endHint") : undefined }
    : given;
  if (field.name === "zone")
    return <ZoneField label={field.label} value={typeof value === "string" ? value : ""} error={error} hint={t("parameters.zoneHint")} onChange={onChange} />;
  if (field.kind === "lines" && (Array.isArray(value) || value === ""))
    return <Words field={field} value={value === "" ? [] : (value as string[])} error={error} onChange={onChange} />;
  const shown = { ...field, required: field.required || COMMON.has(field.name) };
  return <FlatFieldInput field={shown} value={value} error={error} marked={false} nameOf={(one) => choice(field.name, one)} onChange={onChange} />;
}

/** Any words, one after the other. */
function Words({ field, value, error, onChange }: FieldProps & { value: string[] }) {
  const { t } = useTranslation("analytics");
  return (
    <Autocomplete
      multiple
      freeSolo
      autoSelect
      options={[]}
      value={value}
      onChange={(_, next) => onChange(next)}
      renderInput={(params) => <TextField {...params} label={field.label} {...at(error ? { it: error } : {}, "it", field.hint ?? t("parameters.wordsHint"))} />}
    />
  );
}

/** As the API takes it: numbers as numbers, and nothing for what is empty. */
export function sent(schema: JsonSchema, chosen: Chosen): Chosen {
  const { first, more } = split(schema);
  const known = [...first, ...more].filter((field) => visible(field, chosen));
  const filled = known.filter(({ name }) => chosen[name] !== undefined && chosen[name] !== "" && chosen[name] !== null);
  return Object.fromEntries(filled.map(({ name, kind }) => [name, kind === "integer" || kind === "number" ? Number(chosen[name]) : chosen[name]]));
}
