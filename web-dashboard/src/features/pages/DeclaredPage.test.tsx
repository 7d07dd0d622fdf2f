import { configure, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it } from "vitest";

import { show } from "@/testing/render";
import { api, problem, server } from "@/testing/server";

import DeclaredPage from "./DeclaredPage";

const BASE = "/api/v1/x/acme-shop/products";
const field = (name: string, title: string) => ({ name, title, unit: "", previous: null, history: null, better: null });
const block = (kind: string, more: object) => ({
  kind,
  source: null,
  submit: null,
  title: "",
  confirm: null,
  fields: [],
  actions: [],
  empty: "",
  chart: null,
  x: null,
  unit: "",
  home: false,
  live: null,
  ...more,
});
const REMOVE = block("action", { title: "Remove", submit: { method: "DELETE", path: `${BASE}/{name}` }, confirm: "For ever?" });
const ADD = block("action", { title: "Add", submit: { method: "POST", path: BASE } });
const TABLE = block("table", {
  source: { method: "GET", path: BASE },
  fields: [field("name", "Name"), field("listed", "Listed"), field("added_at", "Added at")],
  actions: [REMOVE],
  empty: "Add what you sell.",
});
const BODY = { type: "object", required: ["name"], properties: { name: { type: "string", title: "Name" } } };
const OPENAPI = {
  paths: {
    [BASE]: { post: { requestBody: { content: { "application/json": { schema: BODY } } } } },
    [`${BASE}/{name}`]: { delete: { parameters: [{ name: "name", in: "path", required: true, schema: { type: "string" } }] } },
  },
};
let rows: object[] = [];

// Several answers come one after the other; a busy machine takes its time over them.
configure({ asyncUtilTimeout: 8000 });

beforeEach(() => {
  rows = [{ name: "Atlas", listed: true, added_at: "2026-03-01T09:00:00Z" }];
  const page = { plugin: "acme-shop", name: "shop", title: "Shop", icon: "chart", blocks: [TABLE, ADD] };
  server.use(
    http.get(api("/pages"), () => HttpResponse.json({ items: [page], next: null })),
    http.get(api("/openapi.json"), () => HttpResponse.json(OPENAPI)),
    http.get(api("/x/acme-shop/products"), () => HttpResponse.json({ items: rows, next: null })),
  );
});

function page(name = "shop") {
  return show(<DeclaredPage />, { at: `/p/acme-shop/${name}`, path: "/p/:plugin/:page" });
}

it("draws a table, its values in the tenant's zone", async () => {
  page();
  expect(await screen.findByRole("heading", { level: 1, name: "Shop" })).toBeVisible();
  expect(await screen.findByText("Atlas")).toBeVisible();
  expect(screen.getByText("Yes")).toBeVisible();
  expect(await screen.findByText(/10:00:00/)).toBeVisible();
});

it("says what the plugin says where there is nothing", async () => {
  rows = [];
  page();
  expect(await screen.findByText("Add what you sell.")).toBeVisible();
});

it("does something to a row after a question, and reads again", async () => {
  let removed = "";
  server.use(
    http.delete(api("/x/acme-shop/products/:name"), ({ params }) => {
      removed = String(params.name);
      rows = [];
      return new HttpResponse(null, { status: 204 });
    }),
  );
  page();
  await userEvent.click(await screen.findByRole("button", { name: "Remove" }));
  const dialog = await screen.findByRole("dialog", { name: "Remove" });
  expect(within(dialog).getByText("For ever?")).toBeVisible();
  await userEvent.click(within(dialog).getByRole("button", { name: "Remove" }));
  expect(await screen.findByText("Add what you sell.")).toBeVisible();
  expect(removed).toBe("Atlas");
});

it("shows a refusal at its field, and keeps what was typed", async () => {
  server.use(http.post(api("/x/acme-shop/products"), () => problem(422, "invalid", { errors: [{ pointer: "/name", detail: "is taken", type: "taken" }] })));
  page();
  await userEvent.click(await screen.findByRole("button", { name: "Add" }));
  const dialog = await screen.findByRole("dialog", { name: "Add" });
  await userEvent.type(within(dialog).getByRole("textbox", { name: /Name/ }), "Atlas");
  await userEvent.click(within(dialog).getByRole("button", { name: "Add" }));
  expect(await within(dialog).findByText("is taken")).toBeVisible();
  expect(within(dialog).getByRole("textbox", { name: /Name/ })).toHaveValue("Atlas");
});

it("says why a page is not here", async () => {
  page("other");
  expect(await screen.findByText(/The plugin acme-shop is switched off here/)).toBeVisible();
  expect(screen.getByRole("link", { name: "To the plugins" })).toHaveAttribute("href", "/t/acme/plugins");
});
