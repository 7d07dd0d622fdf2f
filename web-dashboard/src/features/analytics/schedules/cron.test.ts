import { expect, it } from "vitest";

import { cronOf, whenOf } from "./cron";

it.each(["0 7 * * *", "30 7 * * 1-5", "5 0 * * 0", "0 23 * * 6", "0 8 1 * *", "59 6 31 1,4,7,10 *"])("reads %s, and writes it the same", (cron) => {
  const when = whenOf(cron);
  expect(when.rhythm).not.toBe("own");
  expect(cronOf(when)).toBe(cron);
});

it.each(["*/5 * * * *", "0 25 * * *", "0 7 1 * 1", "0 7 * 1,4,7,10 *", "@weekly", "", "0 7 * * MON"])("leaves %j as an expression of one's own", (cron) => {
  expect(whenOf(cron).rhythm).toBe("own");
  expect(cronOf(whenOf(cron))).toBeNull();
});

it("writes nothing of a time that is not there", () => {
  expect(cronOf({ rhythm: "daily", time: "", weekday: 1, day: 1 })).toBeNull();
});
