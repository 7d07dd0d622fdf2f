/** What is measured, as rows: on the terminal, and as JSON for `make bench`. */
import { writeFileSync } from "node:fs";

export interface Row {
  name: string;
  unit: string;
  /** One for each round. */
  values: number[];
  /** At most this; where there is none, it is only told. */
  most?: number;
  note?: string;
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? (sorted[half] ?? NaN) : ((sorted[half - 1] ?? NaN) + (sorted[half] ?? NaN)) / 2;
}

function shown(value: number): string {
  return value.toFixed(value !== 0 && Math.abs(value) < 1 ? 3 : value < 100 ? 1 : 0);
}

function line({ name, unit, values, most, note }: Row): string {
  const middle = median(values);
  const verdict = most === undefined ? "" : middle <= most ? "met" : "MISSED";
  const target = most === undefined ? "" : `≤ ${most} ${unit}`;
  const range = `${shown(Math.min(...values))} - ${shown(Math.max(...values))}`;
  return [name.padEnd(52), target.padStart(10), `${shown(middle)} ${unit}`.padStart(12), range.padStart(16), verdict.padEnd(6), note ?? ""]
    .join("  ")
    .trimEnd();
}

/** Print the table; write it, too, where `BENCH_JSON` says. */
export function report(rows: Row[]) {
  console.log(`\n${rows.map(line).join("\n")}\n`);
  const path = process.env.BENCH_JSON;
  if (path) writeFileSync(path, JSON.stringify(rows, null, 2));
}
