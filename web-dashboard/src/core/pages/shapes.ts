/** Of which shape a schema is, and what a form makes of values. */
import type { JsonSchema } from "@/components/flat/schema";

import type { Row } from "./source";

function meant(schema: JsonSchema, root: JsonSchema): JsonSchema {
  return schema.$ref ? (root.$defs?.[schema.$ref.split("/").at(-1) ?? ""] ?? {}) : schema;
}

function simple(given: JsonSchema, root: JsonSchema): boolean {
  const schema = meant(given, root);
  const choices = (schema.anyOf ?? schema.oneOf)?.map((one) => meant(one, root)).filter((one) => one.type !== "null");
  if (choices) return choices.length === 1 && choices.every((one) => simple(one, root));
  if (schema.allOf) return schema.allOf.length === 1 && schema.allOf.every((one) => simple(one, root));
  if (schema.type === "array") {
    const item = meant(schema.items ?? {}, root);
    return item.type === "string" || item.enum !== undefined;
  }
  if (schema.enum ?? schema.const !== undefined) return true;
  return typeof schema.type === "string" && schema.type !== "object";
}

/** Single values and lists of words only: what the light form can ask for. */
export function isFlat(schema: JsonSchema): boolean {
  return Object.values(schema.properties ?? {}).every((one) => simple(one, schema));
}

function isObject(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The values after a JSON Merge Patch (RFC 7396). */
export function applied(values: Row, patch: Row): Row {
  const made = { ...values };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete made[name];
    else if (isObject(value)) made[name] = applied(isObject(made[name]) ? made[name] : {}, value);
    else made[name] = value;
  }
  return made;
}
