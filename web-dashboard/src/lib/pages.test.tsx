import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import { show } from "@/testing/render";

import { useList, type Page } from "./pages";

function Probe({ fetchPage, name = "" }: { fetchPage: (cursor?: string) => Promise<Page<string>>; name?: string }) {
  const list = useList(["scope", "acme", "things", name], fetchPage);
  return (
    <>
      <output>{list.loading ? "loading" : (list.error?.message ?? list.items.join(" "))}</output>
      {list.more && <button onClick={list.loadMore}>more</button>}
      <button onClick={list.reload}>reload</button>
    </>
  );
}

const PAGES: Record<string, Page<string>> = { "": { items: ["a", "b"], next: "2" }, "2": { items: ["c"], next: null } };

it("grows page by page until there is none", async () => {
  const fetchPage = vi.fn((cursor?: string) => Promise.resolve(PAGES[cursor ?? ""]!));
  show(<Probe fetchPage={fetchPage} />);
  expect(screen.getByRole("status")).toHaveTextContent("loading");
  await waitFor(() => expect(screen.getByRole("status")).toHaveTextContent("a b"));
  await userEvent.click(screen.getByRole("button", { name: "more" }));
  await waitFor(() => expect(screen.getByRole("status")).toHaveTextContent("a b c"));
  expect(screen.queryByRole("button", { name: "more" })).toBeNull();
  expect(fetchPage.mock.calls.map(([cursor]) => cursor)).toEqual([undefined, "2"]);
});

it("tells what failed, and may be asked again", async () => {
  const fetchPage = vi.fn(() => Promise.resolve<Page<string>>({ items: ["a"] }));
  fetchPage.mockRejectedValueOnce(new Error("the database is away"));
  show(<Probe fetchPage={fetchPage} />);
  expect(await screen.findByText("the database is away")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "reload" }));
  expect(await screen.findByText("a")).toBeVisible();
});
