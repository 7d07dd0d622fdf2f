import { renderHook, waitFor } from "@testing-library/react";
import { QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { createElement } from "react";
import { afterEach, expect, it, vi } from "vitest";

import { formatOf, useFormat } from "./format";
import { newQueryClient } from "./query";
import { ScopeProvider } from "./scope";

afterEach(() => vi.useRealTimers());

const MIDNIGHT = "2026-03-29T00:30:00Z";

it("tells times in the zone that is asked for, and says which", () => {
  expect(formatOf("en-GB", "Europe/Berlin").dateTime(MIDNIGHT)).toBe("29 Mar 2026, 01:30:00 CET");
  // An hour later Berlin has put its clocks forward.
  expect(formatOf("en-GB", "Europe/Berlin").dateTime("2026-03-29T01:30:00Z")).toBe("29 Mar 2026, 03:30:00 CEST");
  expect(formatOf("en-GB", "America/New_York").date(MIDNIGHT)).toBe("28 Mar 2026");
  expect(formatOf("de", "Europe/Berlin").date(MIDNIGHT)).toBe("29.03.2026");
});

it("is silent about what there is not", () => {
  const format = formatOf("en", "UTC");
  for (const one of [format.dateTime, format.date, format.time, format.relative]) {
    expect([one(null), one(undefined), one("")]).toEqual(["", "", ""]);
  }
});

it.each([
  [-3, "3 seconds ago"],
  [-180, "3 minutes ago"],
  [7200, "in 2 hours"],
  [-86_400, "yesterday"],
  [3 * 604_800, "in 3 weeks"],
  [-2 * 31_536_000, "2 years ago"],
  [0, "now"],
])("tells %d seconds as %j", (seconds, text) => {
  vi.useFakeTimers({ now: new Date("2026-06-01T12:00:00Z") });
  expect(formatOf("en", "UTC").relative(new Date(Date.now() + seconds * 1000))).toBe(text);
});

it("writes numbers, sizes, shares and money as the language does", () => {
  const [english, german] = [formatOf("en", "UTC"), formatOf("de", "UTC")];
  expect([english.number(1234.5), german.number(1234.5)]).toEqual(["1,234.5", "1.234,5"]);
  expect([english.bytes(0), english.bytes(999), english.bytes(1500), english.bytes(3_000_000)]).toEqual(["0 byte", "999 byte", "1.5 kB", "3 MB"]);
  expect(english.percent(0.256)).toBe("25.6%");
  expect([english.money("12.5", "EUR"), german.money("12.5", "EUR")]).toEqual(["€12.50", "12,50\u00a0€"]);
});

it("takes the zone of the tenant at hand", async () => {
  const client = newQueryClient();
  const around = ({ children }: { children: ReactNode }) =>
    createElement(QueryClientProvider, { client }, createElement(ScopeProvider, { tenant: "acme", children }));
  const { result } = renderHook(() => useFormat(), { wrapper: around });
  await waitFor(() => expect(result.current.zone).toBe("Europe/Berlin"));
});
