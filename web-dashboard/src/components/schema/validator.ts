/** Checks forms by JSON Schema without compiling code, which the policy of the pages forbids: ajv cannot be used. */
import { Validator, type OutputUnit, type Schema } from "@cfworker/json-schema";
import { toErrorSchema, type ErrorTransformer, type RJSFSchema, type RJSFValidationError, type UiSchema, type ValidatorType } from "@rjsf/utils";

/** The words for a keyword that failed, with the number or name that it is about. */
export type Words = (keyword: string, detail: string) => string;

/** These only say that something below them failed, which is told by itself. */
const ABOVE = new Set(["properties", "patternProperties", "$ref", "items", "prefixItems", "allOf", "dependentSchemas", "if", "propertyNames", "contains"]);
const CHOICE = /\/(anyOf|oneOf)\/\d+/;
const NUMBER = /(-?[\d.]+)\)?\.$/;

function path(pointer: string): string[] {
  return pointer
    .replace(/^#\/?/, "")
    .split("/")
    .filter(Boolean)
    .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"));
}

function errorOf(unit: OutputUnit, words: Words): RJSFValidationError {
  const place = path(unit.instanceLocation);
  const name = /"(.+)"/.exec(unit.error)?.[1] ?? "";
  if (unit.keyword === "required") place.push(name);
  const message = words(unit.keyword, NUMBER.exec(unit.error)?.[1] ?? name);
  return { name: unit.keyword, message, stack: message, property: place.map((part) => `.${part}`).join("") };
}

function errorsOf(schema: RJSFSchema, data: unknown): OutputUnit[] {
  // `undefined` is not JSON; an empty form is an empty object.
  return new Validator(schema as Schema, "2020-12", false).validate(data ?? {}).errors;
}

export class SchemaValidator implements ValidatorType {
  constructor(private readonly words: Words) {}

  validateFormData(data: unknown, schema: RJSFSchema, _custom?: unknown, transform?: ErrorTransformer, uiSchema?: UiSchema) {
    const found = errorsOf(schema, data)
      .filter((unit) => !ABOVE.has(unit.keyword) && !CHOICE.test(unit.keywordLocation))
      .map((unit) => errorOf(unit, this.words));
    const errors = transform ? transform(found, uiSchema) : found;
    return { errors, errorSchema: toErrorSchema(errors) };
  }

  isValid(schema: RJSFSchema, data: unknown, root: RJSFSchema): boolean {
    return errorsOf({ ...schema, $defs: root.$defs, definitions: root.definitions }, data).length === 0;
  }

  rawValidation<Result>(schema: RJSFSchema, data?: unknown) {
    return { errors: errorsOf(schema, data) as Result[] };
  }
}
