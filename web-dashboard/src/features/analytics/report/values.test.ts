import { describe, expect, it } from "vitest";

import { axisOf, duration, numberOf, share, showOf, tickOf } from "./values";

const show = showOf("en-GB", "Europe/Berlin", { yes: "Yes", no: "No" });

describe("a cell", () => {
  it.each([
    [1234567, "integer", "", "1,234,567"],
    ["42274.050000", "money", "EUR", "€42,274.05"],
    ["12.5", "money", "gold", "12.5 gold"],
    [0.0345, "percent", "", "3.5%"],
    [0.9995, "percent", "", "99.95%"],
    [0.0004, "percent", "", "0.04%"],
    [48_200_000, "bytes", "", "48.2 MB"],
    [12.3456, "number", "req/s", "12.35 req/s"],
    ["2026-03-29", "date", "", "29 Mar 2026"],
    ["2026-03-29T00:30:00Z", "time", "", "29 Mar 2026, 01:30"],
    ["2026-03-29T02:00:00", "time", "", "29 Mar 2026, 02:00"],
    [false, "boolean", "", "No"],
    ["=1+1", "text", "", "=1+1"],
    ["many", "integer", "", "many"],
  ] as const)("%j as %s %s is %j", (value, kind, unit, text) => {
    expect(show(value, kind, unit)).toBe(text);
  });

  it("that is missing is a dash, which is not the same as nothing", () => {
    expect([null, undefined, ""].map((one) => show(one, "integer"))).toEqual(["–", "–", "–"]);
    expect(show(0, "integer")).toBe("0");
  });
});

it("tells a span of time in the unit that people use for it", () => {
  expect([0, 0.0042, 0.5, 1, 85, 95, 5400, 172_800].map((one) => duration("en", one))).toEqual([
    "0 sec",
    "4.2 ms",
    "500 ms",
    "1 sec",
    "85 sec",
    "1.58 min",
    "1.5 hr",
    "2 days",
  ]);
});

it("keeps apart what is almost all from all", () => {
  expect([1, 0.9999, 0.5, 0].map((one) => share("en", one))).toEqual(["100%", "99.99%", "50%", "0%"]);
});

it("reads decimals that are sent as text, and nothing else", () => {
  expect(["1.50", 2, null, "", true, "x", NaN].map(numberOf)).toEqual([1.5, 2, null, null, null, null, null]);
});

it("writes numbers beside an axis short", () => {
  expect(axisOf("en", show, "money", "EUR")(1800)).toBe("€1.8K");
  expect(axisOf("en", show, "integer", "")(2_500_000)).toBe("2.5M");
  expect(axisOf("en", show, "percent", "")(0.25)).toBe("25%");
});

describe("a step below an axis", () => {
  it("is a day without the year, or a month with it", () => {
    expect(tickOf("en-GB", "Europe/Berlin", ["2026-03-29"], "day")("2026-03-29")).toBe("29 Mar");
    expect(tickOf("en-GB", "Europe/Berlin", ["2026-03-01"], "month")("2026-03-01")).toBe("Mar 2026");
  });

  it("is the time alone where all are of a day or two", () => {
    const hours = ["2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z"];
    // Berlin's clocks skip from two to three.
    expect(hours.map(tickOf("en-GB", "Europe/Berlin", hours, "hour"))).toEqual(["01:00", "03:00"]);
  });

  it("is a name as it stands", () => {
    expect(tickOf("en", "UTC", ["GET /x", "2026-03-29"], "day")("GET /x")).toBe("GET /x");
  });
});
