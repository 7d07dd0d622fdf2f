import { expect, it } from "vitest";

import { filled, grown, merged, type Field } from "./source";

const field = (name: string, more: Partial<Field> = {}): Field => ({ name, title: name, unit: "", previous: null, history: null, better: null, ...more });

it("fills a path from a row, whose id stands for a parameter of its kind", () => {
  expect(filled("/x/acme/orders/{number}/lines/{line_id}", { number: 7, id: "a/b" })).toBe("/x/acme/orders/7/lines/a%2Fb");
  expect(filled("/x/acme/orders/{number}", { name: "n" })).toBeNull();
});

it("lays what is published over what was read, and goes on with a history", () => {
  const fields = [field("orders", { history: "by_day" }), field("revenue", { history: "of_weeks" })];
  const before = { orders: 1, by_day: [3, 2, 1], revenue: 5, of_weeks: [5] };
  expect(merged(before, { orders: 4 }, fields)).toEqual({ orders: 4, by_day: [2, 1, 4], revenue: 5, of_weeks: [5] });
  expect(merged(before, { orders: 4, by_day: [9] }, fields)).toMatchObject({ orders: 4, by_day: [9] });
});

it("takes an item for the one at the same place, or behind the last; the oldest make room", () => {
  const items = [
    { at: 1, n: 1 },
    { at: 2, n: 2 },
  ];
  expect(grown(items, { at: 2, n: 5 }, "at")).toEqual([
    { at: 1, n: 1 },
    { at: 2, n: 5 },
  ]);
  expect(grown(items, { at: 3, n: 3 }, "at")).toHaveLength(3);
  expect(grown(items, { n: 3 }, "at")).toBe(items);
  const many = Array.from({ length: 200 }, (_, at) => ({ at }));
  expect(grown(many, { at: 200 }, "at").map((one) => one.at)).toEqual(many.map((one) => one.at + 1));
});
