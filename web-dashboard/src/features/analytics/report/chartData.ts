/** What a chart draws: its rows of a table, split where spans are not over yet. */
import type { Chart, Kind, ReportTable } from "../api";

import { numberOf } from "./values";

/** The most bars with names, slices, and points that can be told apart. */
const BARS = 15;
const SLICES = 7;

export interface Series {
  key: string;
  /** Of the part that is not over yet, where it is drawn by itself. */
  openKey: string | null;
  title: string;
  kind: Kind;
  unit: string;
}

export type Point = Record<string, unknown> & { x: unknown; open: boolean };

export interface ChartData {
  points: Point[];
  series: Series[];
  x: { title: string; kind: Kind };
  /** Some spans are not over yet. */
  open: boolean;
  /** Names against numbers: bars lie, so that there is room for the names. */
  named: boolean;
  /** So many rows there are beside those that are drawn. */
  left: number;
}

/** null where the table is not there, or lacks a column. */
export function chartData(chart: Chart, tables: ReportTable[]): ChartData | null {
  const table = tables.find((one) => one.name === chart.table);
  const place = new Map(table?.columns.map((column, at) => [column.name, at]));
  const xAt = place.get(chart.x);
  if (!table || xAt === undefined || chart.y.some((name) => !place.has(name))) return null;
  const x = table.columns[xAt] ?? { title: "", kind: "text" as const };
  const named = chart.kind === "bar" && x.kind === "text";
  const most = named ? BARS : chart.kind === "pie" ? Infinity : table.rows.length;
  const doneAt = chart.complete ? place.get(chart.complete) : undefined;
  const rows = table.rows.slice(0, most);
  const open = rows.map((row) => doneAt !== undefined && row[doneAt] === false);
  const split = chart.kind === "line" && open.some(Boolean);
  const series = chart.y.map((name): Series => {
    const column = table.columns[place.get(name) ?? 0];
    return { key: `y_${name}`, openKey: split ? `open_${name}` : null, title: column?.title ?? name, kind: column?.kind ?? "number", unit: column?.unit ?? "" };
  });
  const points = rows.map((row, at): Point => {
    const point: Point = { x: row[xAt], open: open[at] ?? false };
    chart.y.forEach((name) => {
      const value = numberOf(row[place.get(name) ?? 0]);
      point[`y_${name}`] = split && open[at] ? null : value;
      // The dashed part begins where the whole one ends.
      if (split) point[`open_${name}`] = open[at] || open[at + 1] ? value : null;
    });
    return point;
  });
  return { points, series, x: { title: x.title, kind: x.kind }, open: open.some(Boolean), named, left: Math.max(0, table.total - rows.length) };
}

export interface Slice {
  name: unknown;
  value: number;
  others: boolean;
}

/** The largest slices, and the others as one. Only what is more than nothing has a slice. */
export function slices(data: ChartData): Slice[] {
  const key = data.series[0]?.key ?? "";
  const all = data.points
    .map((point) => ({ name: point.x, value: numberOf(point[key]) ?? 0, others: false }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value);
  if (all.length <= SLICES + 1) return all;
  const rest = all.slice(SLICES).reduce((sum, { value }) => sum + value, 0);
  return [...all.slice(0, SLICES), { name: null, value: rest, others: true }];
}
