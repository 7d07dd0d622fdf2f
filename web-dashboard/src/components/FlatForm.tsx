/** A form from a flat JSON Schema: light enough for the login. Errors of the API stand at their fields. */
import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { fieldErrors } from "@/lib/problem";

import { useErrorText } from "./ErrorState";
import { FlatFieldInput } from "./flat/FlatFieldInput";
import { answersOf, fieldsOf, initialValues, missing, type JsonSchema, type Values } from "./flat/schema";

interface Props {
  schema: JsonSchema;
  /** The button that sends. */
  action: string;
  onSubmit: (answers: Values) => void;
  error?: unknown;
  pending?: boolean;
  /** Where in the request's body the answers stand: `answers` makes `answers.code` the error of `code`. */
  at?: string;
  initial?: Values;
  /** Words in place of the schema's, by field. */
  labels?: Record<string, string>;
  autoFocus?: boolean;
  /** Between the fields and the button. */
  children?: ReactNode;
}

/** By field name, from the names of the request's body. */
function errorsAt(error: unknown, at: string | undefined): Record<string, string> {
  const found = Object.entries(fieldErrors(error));
  if (!at) return Object.fromEntries(found);
  return Object.fromEntries(found.filter(([name]) => name.startsWith(`${at}.`)).map(([name, text]) => [name.slice(at.length + 1), text]));
}

export function FlatForm({ schema, action, onSubmit, error, pending, at, initial, labels, autoFocus, children }: Props) {
  const { t } = useTranslation("flatForm");
  const words = useErrorText();
  const fields = fieldsOf(schema);
  const [values, setValues] = useState<Values>(() => initialValues(fields, initial));
  const [lacking, setLacking] = useState<string[]>([]);
  const errors = errorsAt(error, at);
  const known = fields.some((field) => errors[field.name]);
  const first = fields.find((field) => !values[field.name])?.name ?? fields[0]?.name;
  const [focused] = useState(first);

  const send = (event: React.FormEvent) => {
    event.preventDefault();
    const empty = missing(fields, values);
    setLacking(empty);
    if (empty.length === 0) onSubmit(answersOf(schema, fields, values));
  };
  const change = (name: string, value: unknown) => {
    setValues((before) => ({ ...before, [name]: value }));
    setLacking((before) => before.filter((one) => one !== name));
  };
  return (
    <Box component="form" noValidate onSubmit={send} sx={{ display: "flex", flexDirection: "column", gap: 2 }}>
      {error != null && !known && <Alert severity="error">{words(error)}</Alert>}
      {fields.map((field) => (
        <FlatFieldInput
          key={field.name}
          field={{ ...field, label: labels?.[field.name] ?? field.label }}
          value={values[field.name]}
          error={lacking.includes(field.name) ? t("required") : errors[field.name]}
          marked={fields.some((one) => !one.required)}
          autoFocus={autoFocus && field.name === focused}
          onChange={(value) => change(field.name, value)}
        />
      ))}
      {children}
      <Button type="submit" variant="contained" size="large" loading={pending}>
        {action}
      </Button>
    </Box>
  );
}
