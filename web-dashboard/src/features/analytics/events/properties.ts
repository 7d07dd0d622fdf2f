/** The properties of an event of the plan, as a list that can be read. */
import { fieldsOf, type JsonSchema } from "@/components/flat/schema";

export interface Property {
  name: string;
  text: string;
  required: boolean;
  /** `text`, `integer`, or the values that it may have. */
  type: string;
}

const NAMES: Record<string, string> = { lines: "text", choice: "", choices: "list", "date-time": "time", password: "text" };

export function propertiesOf(schema: JsonSchema): Property[] {
  return fieldsOf(schema).map(({ name, hint, required, kind, choices }) => ({
    name,
    required,
    text: hint ?? "",
    type: choices.length > 0 ? choices.map(String).join(" | ") : (NAMES[kind] ?? kind),
  }));
}
