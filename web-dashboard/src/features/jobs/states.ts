/** What a job's state means for people. */
import type { Tone } from "@/components/StateChip";
import type { Schema } from "@/lib/types";

export type Job = Schema<"JobView">;
export type State = Job["state"];

export const STATES: State[] = ["queued", "running", "failed", "held", "done", "dead", "cancelled"];

export const TONES: Record<State, Tone> = {
  held: "warning",
  queued: "default",
  running: "info",
  done: "success",
  failed: "warning",
  dead: "error",
  cancelled: "default",
};

/** Not at its end: it waits or runs. */
export const isOpen = (state: State) => ["held", "queued", "failed", "running"].includes(state);

/** From its first attempt when it ended badly; at once when it waits. */
export const canRetry = (state: State) => ["queued", "failed", "dead", "cancelled"].includes(state);
