/**
 * A form from any JSON Schema: nested objects, lists, choices, secrets. Heavy, so it is loaded where it is needed:
 * `const SchemaForm = lazy(() => import("@/components/SchemaForm"))`. Flat ones have a lighter one: `FlatForm`.
 */
import Form from "@rjsf/mui";
import { TranslatableString, type ErrorSchema, type RJSFSchema } from "@rjsf/utils";
import { useMemo, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { MASK, filled, formSchema, patchOf, uiOf, type Values } from "./schema/plain";
import { SecretWidget } from "./schema/SecretWidget";
import { DescriptionField, TitleField } from "./schema/Templates";
import { SchemaValidator } from "./schema/validator";

interface Props {
  /** Of the `<form>`, for a button elsewhere that sends it. */
  id?: string;
  schema: object;
  values: Values;
  /** The API's, by field: `url`, `server.port`. */
  errors?: Record<string, string>;
  disabled?: boolean;
  /** What is otherwise than `values`, as JSON Merge Patch. */
  onSubmit: (patch: Values) => void;
  children?: ReactNode;
}

const WIDGETS = { secret: SecretWidget };
const TEMPLATES = { DescriptionFieldTemplate: DescriptionField, TitleFieldTemplate: TitleField };
const KEYS = Object.fromEntries(Object.entries(TranslatableString).map(([name, text]) => [text, name]));

/** `{"server.port": "…"}` as the form has it: an object in objects. */
function extra(errors: Record<string, string>): ErrorSchema {
  const made: ErrorSchema = {};
  for (const [place, message] of Object.entries(errors)) {
    let at = made;
    for (const part of place.replace(/^settings\./, "").split(".")) at = at[part] ??= {};
    at.__errors = [message];
  }
  return made;
}

export default function SchemaForm({ id, schema, values, errors, disabled, onSubmit, children }: Props) {
  const { t, i18n } = useTranslation("schemaForm");
  const before = useMemo(() => filled(values), [values]);
  const [data, setData] = useState(before);
  const form = useMemo(() => formSchema(schema as RJSFSchema), [schema]);
  const ui = useMemo(() => ({ ...uiOf(form), "ui:submitButtonOptions": { norender: true } }), [form]);
  const validator = useMemo(
    () => new SchemaValidator((keyword, detail) => (i18n.exists(`schemaForm:error.${keyword}`) ? t(`error.${keyword}`, { detail }) : t("error.other"))),
    [t, i18n],
  );
  const shown = useMemo(() => extra(errors ?? {}), [errors]);
  return (
    <Form
      id={id}
      schema={form}
      uiSchema={ui}
      formData={data}
      validator={validator}
      widgets={WIDGETS}
      templates={TEMPLATES}
      extraErrors={shown}
      disabled={disabled}
      showErrorList={false}
      noHtml5Validate
      focusOnFirstError
      translateString={(text, given) => t(`form.${KEYS[text] ?? ""}`, { defaultValue: text, one: given?.[0] ?? "", two: given?.[1] ?? "" })}
      onChange={(event) => setData(event.formData as Values)}
      // What is wrong stands at the fields; by default it is logged, too.
      onError={() => undefined}
      onSubmit={(event) => onSubmit(patchOf(before, event.formData as Values))}
    >
      {children ?? <></>}
    </Form>
  );
}

export { MASK };
