/** Schemas and values of settings as a form takes them, and back again. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";

/** What the API shows of a secret that is set. */
export const MASK = "**********";

export type Values = Record<string, unknown>;

function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function without(schema: RJSFSchema, ...names: (keyof RJSFSchema)[]): RJSFSchema {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !names.includes(name)));
}

export function isSecret(schema: RJSFSchema): boolean {
  return schema.format === "password" || schema.writeOnly === true;
}

/** `X | None` is X that may be left empty; a secret's length is the server's business, since all that is known here is a mask. */
export function plain(schema: RJSFSchema): RJSFSchema {
  const { anyOf, ...rest } = schema;
  const real = anyOf?.filter((one) => isObject(one) && one.type !== "null") as RJSFSchema[] | undefined;
  let found: RJSFSchema = schema;
  if (anyOf && real?.length === 1 && real.length < anyOf.length) found = { ...real[0], ...rest };
  if (found.default === null) delete (found = { ...found }).default;
  if (isSecret(found)) {
    return without(found, "minLength", "maxLength", "pattern", "default");
  }
  const made = { ...found };
  for (const name of ["properties", "$defs"] as const) {
    const inner = made[name];
    if (inner) made[name] = Object.fromEntries(Object.entries(inner).map(([field, one]) => [field, isObject(one) ? plain(one) : one]));
  }
  if (isObject(made.items)) made.items = plain(made.items);
  if (isObject(made.additionalProperties)) made.additionalProperties = plain(made.additionalProperties);
  return made;
}

/** The form's whole schema: its own title and description are the page's business. */
export function formSchema(schema: RJSFSchema): RJSFSchema {
  return without(plain(schema), "title", "description");
}

/** Which fields are secrets; references are followed once each, so that a recursive schema ends. */
export function uiOf(schema: RJSFSchema, root: RJSFSchema = schema, seen: readonly string[] = []): UiSchema {
  if (schema.$ref) {
    const name = schema.$ref.split("/").at(-1) ?? "";
    const found = root.$defs?.[name];
    return isObject(found) && !seen.includes(name) ? uiOf(found, root, [...seen, name]) : {};
  }
  if (isSecret(schema)) return { "ui:widget": "secret" };
  const made: UiSchema = {};
  for (const [name, one] of Object.entries(schema.properties ?? {})) if (isObject(one)) made[name] = uiOf(one, root, seen);
  if (isObject(schema.items)) made.items = uiOf(schema.items, root, seen);
  return made;
}

/** Without what is null: the form knows only what is there. */
export function filled(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [name, isObject(value) ? filled(value) : value]),
  );
}

/** JSON Merge Patch (RFC 7396) from one to the other: null is what was emptied. */
export function patchOf(before: Values, after: Values): Values {
  const patch: Values = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before[name], after[name]];
    if (JSON.stringify(old) === JSON.stringify(now)) continue;
    if (now === undefined) patch[name] = null;
    else patch[name] = isObject(old) && isObject(now) ? patchOf(old, now) : now;
  }
  return patch;
}
