import { describe, expect, it } from "vitest";

import type { JsonSchema } from "@/components/flat/schema";

import { sent } from "./ParameterFields";
import { differing, errorsByName, fromAddress, split, toAddress, visible } from "./parameters";

const SCHEMA: JsonSchema = {
  properties: {
    period: { default: "last_30_days", enum: ["today", "last_30_days", "custom"], title: "Period", type: "string" },
    start: { anyOf: [{ format: "date", type: "string" }, { type: "null" }], default: null, title: "First day" },
    end: { anyOf: [{ format: "date", type: "string" }, { type: "null" }], default: null, title: "Last day" },
    compare: { default: "previous", enum: ["none", "previous", "year"], title: "Compare with", type: "string" },
    group: { default: "auto", enum: ["auto", "day"], title: "Steps", type: "string" },
    zone: { anyOf: [{ type: "string" }, { type: "null" }], default: null, title: "Time zone" },
    regions: { default: [], items: { enum: ["north", "south"], type: "string" }, title: "Regions", type: "array" },
    least: { default: 0, title: "Smallest order", type: "integer" },
    returns: { default: true, title: "Returns", type: "boolean" },
  },
};
const CHOSEN = { period: "custom", start: "2026-03-01", end: "2026-03-02", regions: ["north", "south"], least: 5, returns: false };

it("asks for period and comparison first, for the type's own next", () => {
  const { first, more } = split(SCHEMA);
  expect(first.map(({ name }) => name)).toEqual(["period", "start", "end", "compare"]);
  expect(more.map(({ name }) => name)).toEqual(["regions", "least", "returns", "group", "zone"]);
});

it("asks for days only of a period of one's own", () => {
  const [, start] = split(SCHEMA).first;
  expect([visible(start!, { period: "custom" }), visible(start!, { period: "today" }), visible(start!, {})]).toEqual([true, false, false]);
});

describe("the address", () => {
  it("says what was chosen, and is read back the same", () => {
    const address = toAddress(SCHEMA, CHOSEN, new URLSearchParams());
    expect(address.toString()).toBe("period=custom&start=2026-03-01&end=2026-03-02&regions=north&regions=south&least=5&returns=false");
    expect(fromAddress(SCHEMA, address)).toEqual(CHOSEN);
  });

  it("is empty of what is so anyway, and keeps what is the page's own but the run", () => {
    const before = new URLSearchParams("_run=1&_sort.routes=-calls&least=9");
    expect(toAddress(SCHEMA, { period: "last_30_days", least: 0, regions: [] }, before).toString()).toBe("_sort.routes=-calls");
  });
});

it("sends numbers as numbers, and no days that do not belong to the period", () => {
  const chosen = { ...CHOSEN, period: "today", least: "7", zone: "" };
  expect(sent(SCHEMA, differing(SCHEMA, chosen))).toEqual({ period: "today", regions: ["north", "south"], least: 7, returns: false });
});

it("finds the errors of a parameter, wherever the API says that it stands", () => {
  expect(errorsByName({ "parameters.least": "a", start: "b", "regions.0": "c" })).toEqual({ least: "a", start: "b", regions: "c" });
});
