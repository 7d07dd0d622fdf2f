/** Something done with each of many rows: a few at a time, and one that fails does not stop the others. */
const AT_ONCE = 4;

export interface Outcome<T> {
  row: T;
  /** Why it was not done; null when it was. */
  error: unknown;
}

export async function forEachOf<T>(rows: T[], act: (row: T) => Promise<unknown>, told: (done: number) => void = () => undefined): Promise<Outcome<T>[]> {
  const outcomes: Outcome<T>[] = [];
  const waiting = [...rows];
  const worker = async () => {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
      try {
        await act(row);
        outcomes.push({ row, error: null });
      } catch (error) {
        outcomes.push({ row, error });
      }
      told(outcomes.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, rows.length) }, worker));
  return outcomes;
}
