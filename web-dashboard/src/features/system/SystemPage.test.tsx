import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";

import { show } from "@/testing/render";
import { api, problem, server } from "@/testing/server";

import SystemPage from "./SystemPage";
import { leaves, tables } from "./leaves";

const PLATFORM = {
  environment: "production",
  public_url: "https://omni.example.com",
  versions: { omni: "0.1.0", contract: 1, python: "3.11.9", database: "postgres" },
  health: {
    status: "degraded",
    checks: [
      { plugin: "omni", name: "database", ok: true, critical: true, detail: "" },
      { plugin: "omni", name: "redis", ok: false, critical: false, detail: "Redis is away" },
    ],
    plugins: { loaded: 3, quarantined: 1 },
    not_loaded: [{ id: "acme-broken", standing: "quarantined" }],
  },
  counts: { tenants: { active: 2, deleting: 1 }, accounts: 1234, jobs: {} },
  plugins: { loaded: 3, quarantined: 1 },
  configuration: { data_dir: "data", server: { port: 8000, origins: [] }, drivers: { mail: { use: "smtp", password: "••••" } } },
};

it("says in words what is wrong, and how much there is", async () => {
  server.use(http.get(api("/platform"), () => HttpResponse.json(PLATFORM)));
  show(<SystemPage />, { tenant: null });
  expect(await screen.findByText("Redis is away")).toBeVisible();
  expect(screen.getAllByText("Limited")).toHaveLength(2);
  expect(screen.getByText("Plugin acme-broken")).toBeVisible();
  expect(screen.getByText("PostgreSQL")).toBeVisible();
  expect(screen.getByRole("link", { name: "2 active, 1 to be deleted" })).toHaveAttribute("href", "/platform/tenants");
  expect(screen.getByRole("link", { name: "3 running, 1 quarantined" })).toBeVisible();
  expect(screen.getByRole("link", { name: "1,234" })).toBeVisible();
});

it("finds settings by a part of their name, which stands in the address", async () => {
  server.use(http.get(api("/platform"), () => HttpResponse.json(PLATFORM)));
  const { router } = show(<SystemPage />, { tenant: null });
  await userEvent.type(await screen.findByRole("searchbox", { name: "Search settings" }), "port");
  expect(screen.getByText("[server]")).toBeVisible();
  expect(screen.getByText("8000")).toBeVisible();
  expect(screen.queryByText("[drivers.mail]")).toBeNull();
  expect(router.state.location.search).toBe("?q=port");
});

it("shows a refusal", async () => {
  server.use(http.get(api("/platform"), () => problem(403, "forbidden", { detail: "this is for platform administrators" })));
  show(<SystemPage />, { tenant: null });
  expect(await screen.findByText("this is for platform administrators")).toBeVisible();
});

it("writes a configuration as lines, by table", () => {
  expect(tables(leaves({ server: { port: 1 }, name: "x", drivers: { mail: { use: "file" } }, none: null, list: ["a"] }))).toEqual([
    [
      "",
      [
        ["name", '"x"'],
        ["none", '""'],
        ["list", '["a"]'],
      ],
    ],
    ["server", [["port", "1"]]],
    ["drivers.mail", [["use", '"file"']]],
  ]);
});
