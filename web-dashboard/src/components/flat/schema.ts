/** What a flat JSON Schema asks for: one field for each property. Lists of objects and the like are for a bigger form. */

export interface JsonSchema {
  title?: string;
  description?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  required?: string[];
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  /** How a browser fills it in (HTML `autocomplete`), and which keys a phone shows. */
  autocomplete?: string;
  inputmode?: string;
  "x-secret"?: boolean;
}

export type Kind = "text" | "password" | "lines" | "number" | "integer" | "boolean" | "choice" | "choices" | "date" | "date-time";

export interface FlatField {
  name: string;
  kind: Kind;
  label: string;
  hint?: string;
  required: boolean;
  initial: unknown;
  choices: unknown[];
  autocomplete?: string;
  inputMode?: "numeric" | "decimal" | "tel" | "email" | "url" | "text";
  type?: "email" | "url" | "tel";
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

export type Values = Record<string, unknown>;
/** From here on one writes in several lines. */
const LONG = 1000;

/** Without references, nullable wrappers and compositions of one. */
function plain(schema: JsonSchema, root: JsonSchema): JsonSchema {
  if (schema.$ref) {
    const found = root.$defs?.[schema.$ref.split("/").at(-1) ?? ""] ?? {};
    return plain({ ...found, ...schema, $ref: undefined }, root);
  }
  const inner = schema.allOf?.length === 1 ? schema.allOf[0] : (schema.anyOf ?? schema.oneOf)?.find((one) => one.type !== "null");
  return inner ? { ...plain(inner, root), ...schema, allOf: undefined, anyOf: undefined, oneOf: undefined } : schema;
}

function typeOf(schema: JsonSchema): string | undefined {
  return Array.isArray(schema.type) ? schema.type.find((one) => one !== "null") : schema.type;
}

function kindOf(schema: JsonSchema, root: JsonSchema): Kind {
  const type = typeOf(schema);
  if (schema.enum ?? schema.const !== undefined) return "choice";
  if (type === "boolean" || type === "number" || type === "integer") return type;
  if (type === "array" && schema.items && plain(schema.items, root).enum) return "choices";
  if (type === "array") return "lines";
  if (schema.format === "password" || schema["x-secret"]) return "password";
  if (schema.format === "date" || schema.format === "date-time") return schema.format;
  return (schema.maxLength ?? 0) >= LONG ? "lines" : "text";
}

const TYPES = { email: "email", uri: "url", tel: "tel" } as const;

function fieldOf(name: string, given: JsonSchema, root: JsonSchema): FlatField {
  const schema = plain(given, root);
  const kind = kindOf(schema, root);
  const nothing = kind === "boolean" ? false : kind === "choices" ? [] : "";
  return {
    name,
    kind,
    label: schema.title ?? name,
    hint: schema.description,
    required: root.required?.includes(name) ?? false,
    initial: typeOf(schema) === "array" && kind === "lines" ? ((schema.default as string[] | undefined) ?? []).join("\n") : (schema.default ?? nothing),
    choices: kind === "choices" && schema.items ? (plain(schema.items, root).enum ?? []) : (schema.enum ?? (schema.const === undefined ? [] : [schema.const])),
    autocomplete: schema.autocomplete,
    inputMode: schema.inputmode as FlatField["inputMode"],
    type: TYPES[schema.format as keyof typeof TYPES],
    maxLength: schema.maxLength,
    minimum: schema.minimum,
    maximum: schema.maximum,
  };
}

export function fieldsOf(schema: JsonSchema): FlatField[] {
  return Object.entries(schema.properties ?? {}).map(([name, one]) => fieldOf(name, one, schema));
}

export function initialValues(fields: FlatField[], given: Values = {}): Values {
  return Object.fromEntries(fields.map((field) => [field.name, given[field.name] ?? field.initial]));
}

function sent(field: FlatField, value: unknown, schema: JsonSchema): unknown {
  if (field.kind === "number" || field.kind === "integer") return Number(value);
  if (field.kind === "date-time") return new Date(String(value)).toISOString();
  if (field.kind !== "lines" || typeOf(plain(schema.properties?.[field.name] ?? {}, schema)) !== "array") return value;
  return String(value)
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

/** What is sent: numbers as numbers, and nothing for fields that were left empty. */
export function answersOf(schema: JsonSchema, fields: FlatField[], values: Values): Values {
  const filled = fields.filter((field) => values[field.name] !== "" && values[field.name] !== undefined && values[field.name] !== null);
  return Object.fromEntries(filled.map((field) => [field.name, sent(field, values[field.name], schema)]));
}

/** Names of required fields that are empty still. */
export function missing(fields: FlatField[], values: Values): string[] {
  return fields.filter((field) => field.required && (values[field.name] === "" || values[field.name] === undefined)).map((field) => field.name);
}
