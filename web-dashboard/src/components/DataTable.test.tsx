import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import type { List } from "@/lib/pages";
import { show } from "@/testing/render";

import { DataTable } from "./DataTable";

interface Row {
  id: string;
  name: string;
}

function list(count: number, more: Partial<List<Row>> = {}): List<Row> {
  const items = Array.from({ length: count }, (_, at) => ({ id: `${at}`, name: `Row ${at}` }));
  return { items, loading: false, error: null, more: false, loadMore: vi.fn(), loadingMore: false, reload: vi.fn(), ...more };
}

function table(rows: List<Row>, bulk: (ids: string[]) => void = vi.fn()) {
  return (
    <DataTable
      label="Rows"
      columns={[{ name: "name", label: "Name", render: (row: Row) => row.name, sortable: true }]}
      list={rows}
      rowKey={(row) => row.id}
      bulkActions={(chosen) => <button onClick={() => bulk(chosen.map((row) => row.id))}>Do</button>}
      empty={{ title: "No rows", text: "Make one." }}
    />
  );
}

it("draws a few of many rows", () => {
  show(table(list(10_000)));
  expect(screen.getByText("Row 0")).toBeVisible();
  expect(screen.getAllByRole("row").length).toBeLessThan(60);
  expect(screen.getByText("10000 rows")).toBeVisible();
});

it("says what to do where there is nothing", () => {
  show(table(list(0)));
  expect(screen.getByText("Make one.")).toBeVisible();
});

it("sorts by the address", async () => {
  const { router } = show(table(list(3)));
  await userEvent.click(screen.getByRole("button", { name: "Name" }));
  expect(router.state.location.search).toBe("?sort=name");
  await userEvent.click(screen.getByRole("button", { name: "Name" }));
  expect(router.state.location.search).toBe("?sort=-name");
});

it("does something with the rows that are chosen", async () => {
  const bulk = vi.fn();
  show(table(list(3), bulk));
  await userEvent.click(screen.getAllByRole("checkbox", { name: "Choose this row" })[1]!);
  await userEvent.click(screen.getByRole("button", { name: "Do" }));
  expect(bulk).toHaveBeenCalledWith(["1"]);
});

it("asks for more near its end", () => {
  const rows = list(5, { more: true });
  show(table(rows));
  expect(rows.loadMore).toHaveBeenCalled();
});
