import { expect, it } from "vitest";

import { show } from "@/testing/render";
import type { Schema } from "@/lib/types";

import { Glance } from "./Glance";

const FIELD = { name: "profit", title: "Profit", unit: "", previous: null, history: null, better: null };
const BLOCK = { kind: "chart", chart: "line", x: { ...FIELD, name: "day", title: "Day" }, fields: [FIELD], unit: "" } as unknown as Schema<"BlockView">;

function drawn(values: (number | null)[]): string[] {
  const items = values.map((profit, day) => ({ day, profit }));
  const { container } = show(<Glance block={BLOCK} items={items} label="Profit by day" height={148} />);
  return [...(container.querySelector("path")?.getAttribute("d") ?? "").matchAll(/[ML][\d.-]+ ([\d.-]+)/g)].map((found) => found[1] ?? "");
}

it("keeps what is below zero within the drawing", () => {
  expect(drawn([-10, 0, 10])).toEqual(["98.0", "50.0", "2.0"]);
});

it("draws at the ground where all is zero", () => {
  expect(drawn([0, 0])).toEqual(["98.0", "98.0"]);
});

it("shows a value that stands alone, and says the latest", () => {
  const { container, getByText } = show(
    <Glance
      block={BLOCK}
      items={[
        { day: 0, profit: 7 },
        { day: 1, profit: null },
      ]}
      label="Profit"
      height={148}
    />,
  );
  expect(container.querySelector("path")?.getAttribute("d")).toMatch(/^M0\.0 2\.0h0$/);
  expect(getByText(/Profit: 7/)).toBeVisible();
});
