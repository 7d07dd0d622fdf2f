/** The steps of a login or an enrolment, as the API gives them. */
import type { JsonSchema } from "@/components/flat/schema";
import type { Schema } from "@/lib/types";

export interface FormStep {
  type: "form";
  /** The factor that asks; null for a password and the like. */
  method: string | null;
  text: string;
  schema: JsonSchema;
  /** SVG of a QR code, and what stands in it. */
  qr: string | null;
  qr_text: string | null;
  /** Shown this once. */
  show: Record<string, string>;
  /** For how many days this browser may be told to remember. */
  remember_days?: number;
}

export interface RedirectStep {
  type: "redirect";
  url: string;
  post: Record<string, string> | null;
}

export interface DoneStep {
  type: "done";
  account?: { id: string; email: string; name: string };
  next?: string;
  warnings?: string[];
}

export type Step = FormStep | RedirectStep | DoneStep;

/** A login with its step in a form that one can tell apart. */
export interface Login {
  flowId: string;
  step: Step;
  methods: Schema<"Offer">[];
}

export function loginOf(view: Schema<"LoginView">): Login {
  return { flowId: view.flow_id, step: view.step as unknown as Step, methods: view.methods };
}

export function stepOf(view: Schema<"EnrolmentView">): Step {
  return view.step as unknown as Step;
}
