/** What routes take, from the API's own description: so that forms of declared pages need no words of their own. */
import { useQuery } from "@tanstack/react-query";

import type { JsonSchema } from "@/components/flat/schema";
import { useScope } from "@/lib/scope";

import { useCall, type RouteRef, type Row } from "./source";

interface Parameter {
  name?: string;
  in?: string;
  required?: boolean;
  description?: string;
  schema?: JsonSchema;
}

interface OperationObject {
  summary?: string;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content?: Record<string, { schema?: JsonSchema }> };
}

export interface Description {
  paths: Record<string, Record<string, OperationObject> | undefined>;
  components?: { schemas?: Record<string, JsonSchema> };
}

/** What must be given to call a route: parts of its path, query parameters, and its body, as one schema. */
export interface Inputs {
  schema: JsonSchema;
  inPath: string[];
  inQuery: string[];
  hasBody: boolean;
  /** Nothing is left to be given. */
  none: boolean;
}

const HOUR = 3_600_000;
const REFERENCE = "#/components/schemas/";

export function useDescription(enabled: boolean) {
  const { key } = useScope();
  const call = useCall();
  return useQuery({
    queryKey: key("pages", "openapi"),
    queryFn: async ({ signal }) => (await call("GET", "/api/v1/openapi.json", undefined, signal)) as Description,
    enabled,
    staleTime: HOUR,
  });
}

/** The schema with what it refers to in `$defs`, so that it stands alone. */
export function standalone(schema: JsonSchema, description: Description): JsonSchema {
  const defs: Record<string, JsonSchema> = {};
  const moved = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(moved);
    if (typeof value !== "object" || value === null) return value;
    const reference = (value as { $ref?: unknown }).$ref;
    if (typeof reference !== "string" || !reference.startsWith(REFERENCE)) {
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, moved(one)]));
    }
    const name = reference.slice(REFERENCE.length);
    if (!(name in defs)) {
      defs[name] = {};
      defs[name] = moved(description.components?.schemas?.[name] ?? {}) as JsonSchema;
    }
    return { ...(value as JsonSchema), $ref: `#/$defs/${name}` };
  };
  const made = moved(schema) as JsonSchema;
  if (Object.keys(defs).length === 0) return made;
  return { ...made, $defs: defs };
}

/** The object that a schema means, with its `$defs`. */
function opened(schema: JsonSchema): JsonSchema {
  if (!schema.$ref) return schema;
  const found = schema.$defs?.[schema.$ref.split("/").at(-1) ?? ""] ?? {};
  return { ...found, $defs: schema.$defs };
}

/** What to ask a person for, where a row gives some of it; null where the API does not know the route. */
export function inputsOf(description: Description, route: RouteRef, given: Row): Inputs | null {
  const operation = description.paths[route.path]?.[route.method.toLowerCase()];
  if (!operation) return null;
  const parameters = (operation.parameters ?? []).filter((one): one is Parameter & { name: string } => one.name !== undefined);
  const known = (name: string) => name in given || (name.endsWith("_id") && "id" in given);
  const inPath = parameters.filter((one) => one.in === "path" && !known(one.name));
  const inQuery = parameters.filter((one) => one.in === "query" && one.required);
  const body = operation.requestBody?.content?.["application/json"]?.schema;
  const inBody = body ? opened(standalone(body, description)) : null;
  const asked = [...inPath, ...inQuery];
  const named = asked.map((one) => [one.name, { title: words(one.name), description: one.description, ...standalone(one.schema ?? {}, description) }] as const);
  const properties = { ...Object.fromEntries(named), ...inBody?.properties };
  const required = [...asked.map((one) => one.name), ...(inBody?.required ?? [])];
  return {
    schema: { ...inBody, type: "object", properties, required },
    inPath: inPath.map((one) => one.name),
    inQuery: inQuery.map((one) => one.name),
    hasBody: inBody !== null,
    none: Object.keys(properties).length === 0,
  };
}

/** `customer_name` → `Customer name` */
function words(name: string): string {
  const text = name.replaceAll("_", " ");
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** Answers of the form, sorted by where they go. */
export function parted(inputs: Inputs, answers: Row): { path: Row; query: string; body: Row | undefined } {
  const elsewhere = new Set([...inputs.inPath, ...inputs.inQuery]);
  const pick = (names: string[]) => Object.fromEntries(names.filter((name) => name in answers).map((name) => [name, answers[name]]));
  const query = new URLSearchParams(Object.entries(pick(inputs.inQuery)).map(([name, value]) => [name, String(value)]));
  const body = Object.fromEntries(Object.entries(answers).filter(([name]) => !elsewhere.has(name)));
  return { path: pick(inputs.inPath), query: query.size ? `?${query}` : "", body: inputs.hasBody ? body : undefined };
}
