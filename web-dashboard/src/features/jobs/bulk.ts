/** The same for many, one after the other: how many it was done for, and why it was not for the others. */
export interface Outcome {
  done: number;
  failed: number;
  error: unknown;
}

export async function forEach<T>(rows: T[], act: (row: T) => Promise<unknown>): Promise<Outcome> {
  const outcome: Outcome = { done: 0, failed: 0, error: null };
  for (const row of rows) {
    try {
      await act(row);
      outcome.done += 1;
    } catch (error) {
      outcome.failed += 1;
      outcome.error ??= error;
    }
  }
  return outcome;
}
