import { expect, it } from "vitest";

import { localOf, momentOf } from "./zoned";

it("goes from a zone's clock to the moment and back", () => {
  expect(momentOf("2026-07-01T09:30", "Europe/Berlin")).toBe("2026-07-01T07:30:00.000Z");
  expect(momentOf("2026-01-01T00:00", "America/New_York")).toBe("2026-01-01T05:00:00.000Z");
  expect(localOf("2026-07-01T07:30:00Z", "Europe/Berlin")).toBe("2026-07-01T09:30");
  expect(localOf("2026-01-01T05:00:00Z", "America/New_York")).toBe("2026-01-01T00:00");
});

it("takes the earlier moment where clocks show a time twice, and goes on where they skip it", () => {
  expect(momentOf("2026-10-25T02:30", "Europe/Berlin")).toBe("2026-10-25T00:30:00.000Z");
  expect(momentOf("2026-03-29T02:30", "Europe/Berlin")).toBe("2026-03-29T01:30:00.000Z");
});

it("knows half hours, and what is no time", () => {
  expect(momentOf("2026-05-01T12:00", "Asia/Kolkata")).toBe("2026-05-01T06:30:00.000Z");
  expect(momentOf("", "Europe/Berlin")).toBe("");
  expect(localOf("yesterday", "Europe/Berlin")).toBe("");
});
