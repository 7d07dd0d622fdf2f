import { expect, it } from "vitest";

import { changeOf } from "./FigureTiles";
import { compared } from "./ReportTables";
import { spanText } from "./PeriodLine";

const figure = (value: unknown, previous: unknown, better: "up" | "down" | null, kind: "integer" | "percent" = "integer") => ({
  value,
  previous,
  better,
  kind,
});

it("tells whether a change is good by what is better", () => {
  expect(changeOf(figure(12, 10, "up"))).toMatchObject({ direction: "up", good: true, by: 0.2 });
  expect(changeOf(figure("12.5", "10", "down"))).toMatchObject({ direction: "up", good: false, by: 0.25 });
  expect(changeOf(figure(8, 10, null))).toMatchObject({ direction: "down", good: null });
  expect(changeOf(figure(10, 10, "up"))).toMatchObject({ direction: "same", good: null });
});

it("has no share of nothing, nor of a share", () => {
  expect(changeOf(figure(3, 0, "up"))).toMatchObject({ by: null, difference: 3 });
  expect(changeOf(figure(0.3, 0.2, "up", "percent"))?.by).toBeNull();
  expect([changeOf(figure(3, null, "up")), changeOf(figure(null, 3, "up"))]).toEqual([null, null]);
});

it("sorts by what cells are worth, and what is missing comes last either way", () => {
  const cells = ["9.5", null, "10.0", "-1"];
  expect([...cells].sort((a, b) => compared(a, b, "money", false))).toEqual(["-1", "9.5", "10.0", null]);
  expect([...cells].sort((a, b) => compared(a, b, "money", true))).toEqual(["10.0", "9.5", "-1", null]);
  expect(["b", "a", "ä"].sort((a, b) => compared(a, b, "text", false))).toEqual(["a", "ä", "b"]);
});

it("names a period by its last day, which is before its end, and with the hour where it ends within a day", () => {
  const whole = { start: "2026-03-01T00:00:00+01:00", end: "2026-04-01T00:00:00+02:00" };
  // Which space stands around the dash is the browser's business.
  const text = (span: typeof whole) => spanText("en-GB", "Europe/Berlin", span).replace(/\s*–\s*/, " – ");
  expect(text(whole)).toBe("1 – 31 Mar 2026");
  expect(text({ ...whole, end: "2026-03-05T09:30:00+01:00" })).toBe("1 Mar 2026, 00:00 – 5 Mar 2026, 09:30");
});
