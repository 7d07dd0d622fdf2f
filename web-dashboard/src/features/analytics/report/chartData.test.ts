import { expect, it } from "vitest";

import type { Chart, ReportTable } from "../api";
import { chartData, slices } from "./chartData";

const TABLE: ReportTable = {
  name: "steps",
  title: "Steps",
  columns: [
    { name: "day", title: "Day", kind: "date", unit: "" },
    { name: "sum", title: "Sum", kind: "money", unit: "EUR" },
    { name: "whole", title: "Whole", kind: "boolean", unit: "" },
  ],
  rows: [
    ["2026-03-01", "1.50", true],
    ["2026-03-02", null, true],
    ["2026-03-03", "3.00", true],
    ["2026-03-04", "4.00", false],
  ],
  total: 4,
};
const CHART: Chart = { name: "c", title: "C", kind: "line", table: "steps", x: "day", y: ["sum"], stacked: false, complete: "whole" };

it("splits a line where spans are not over yet; both parts meet", () => {
  const data = chartData(CHART, [TABLE]);
  expect(data?.points.map((point) => [point.y_sum, point.open_sum])).toEqual([
    [1.5, null],
    [null, null],
    [3, 3],
    [null, 4],
  ]);
  expect(data?.open).toBe(true);
});

it("leaves a line whole where all is over, or nobody knows", () => {
  const over = { ...TABLE, rows: TABLE.rows.slice(0, 3) };
  expect(chartData(CHART, [over])?.series[0]?.openKey).toBeNull();
  expect(chartData({ ...CHART, complete: null }, [TABLE])?.points.map((point) => point.y_sum)).toEqual([1.5, null, 3, 4]);
});

it("marks bars that are not over, without splitting them", () => {
  const data = chartData({ ...CHART, kind: "bar" }, [TABLE]);
  expect(data?.points.map((point) => [point.y_sum, point.open])).toEqual([
    [1.5, false],
    [null, false],
    [3, false],
    [4, true],
  ]);
});

it("draws nothing of a table or a column that is not there", () => {
  expect(chartData(CHART, [])).toBeNull();
  expect(chartData({ ...CHART, y: ["other"] }, [TABLE])).toBeNull();
});

const named = (count: number): ReportTable => ({
  name: "steps",
  title: "Routes",
  columns: [
    { name: "day", title: "Route", kind: "text", unit: "" },
    { name: "sum", title: "Calls", kind: "integer", unit: "" },
  ],
  rows: Array.from({ length: count }, (_, at) => [`r${at}`, count - at]),
  total: count + 100,
});

it("draws so many bars with names as can be read, and says how many are left", () => {
  const data = chartData({ ...CHART, kind: "bar", complete: null }, [named(40)]);
  expect([data?.points.length, data?.left, data?.named]).toEqual([15, 125, true]);
});

it("puts the smallest slices together, and loses nothing of the sum", () => {
  const data = chartData({ ...CHART, kind: "pie", complete: null }, [named(20)]);
  const found = slices(data!);
  expect(found.length).toBe(8);
  expect(found.at(-1)).toEqual({ name: null, value: 13 * 7, others: true });
  expect(found.reduce((sum, { value }) => sum + value, 0)).toBe(210);
});
