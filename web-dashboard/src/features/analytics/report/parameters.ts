/** A report type's parameters: which come first, and how they stand in the address. */
import { fieldsOf, type FlatField, type JsonSchema } from "@/components/flat/schema";

import type { Chosen } from "../api";

/** Those that all reports have. */
export const COMMON = new Set(["period", "start", "end", "compare", "group", "zone"]);
const FIRST = ["period", "start", "end", "compare"];

export interface Fields {
  first: FlatField[];
  more: FlatField[];
}

/** Period and comparison first; what is rarely changed, and the type's own filters, behind them. */
export function split(schema: JsonSchema): Fields {
  const fields = fieldsOf(schema);
  const first = FIRST.flatMap((name) => fields.filter((field) => field.name === name));
  const own = fields.filter(({ name }) => !COMMON.has(name));
  const rest = fields.filter(({ name }) => COMMON.has(name) && !FIRST.includes(name));
  return { first, more: [...own, ...rest] };
}

/** The first and last day belong to a period of one's own. */
export function visible(field: FlatField, chosen: Chosen): boolean {
  return (field.name !== "start" && field.name !== "end") || chosen.period === "custom";
}

function read(field: FlatField, given: string[]): unknown {
  const [value = ""] = given;
  if (field.kind === "choices" || field.kind === "lines") return given;
  if (field.kind === "boolean") return value === "true";
  if (field.kind === "integer" || field.kind === "number") return Number(value);
  return value;
}

/** What the address asks for. Names that begin with `_` are the page's own. */
export function fromAddress(schema: JsonSchema, params: URLSearchParams): Chosen {
  const found: Chosen = {};
  for (const field of fieldsOf(schema)) {
    const given = params.getAll(field.name);
    if (given.length > 0) found[field.name] = read(field, given);
  }
  return found;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

/** Without what is as the type has it anyway, and without what is empty. */
export function differing(schema: JsonSchema, chosen: Chosen): Chosen {
  const fields = new Map(fieldsOf(schema).map((field) => [field.name, field]));
  return Object.fromEntries(
    Object.entries(chosen).filter(([name, value]) => {
      const field = fields.get(name);
      if (value === "" || value === null || value === undefined || (field && !visible(field, chosen))) return false;
      const initial = schema.properties?.[name]?.default;
      return !same(value, initial) && !(Array.isArray(value) && value.length === 0 && initial === undefined);
    }),
  );
}

/** The address with what is chosen; the page's own parameters stay, but for the run that it was. */
export function toAddress(schema: JsonSchema, chosen: Chosen, before: URLSearchParams): URLSearchParams {
  const after = new URLSearchParams([...before].filter(([name]) => name.startsWith("_") && name !== "_run"));
  for (const [name, value] of Object.entries(differing(schema, chosen))) {
    for (const one of Array.isArray(value) ? value : [value]) after.append(name, String(one));
  }
  return after;
}

/** Errors by parameter, whether or not the API says that they stand in `parameters`. */
export function errorsByName(errors: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(errors).map(([place, text]) => [place.replace(/^(body\.)?parameters\./, "").replace(/\.\d+$/, ""), text]));
}
