import { configure, screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it } from "vitest";

import { show } from "@/testing/render";
import { ME, api, problem, server } from "@/testing/server";

import HomePage from "./HomePage";

const plugin = (id: string, state: string, reason = "") => ({ id, title: id.toUpperCase(), state, reason, needs_consent: false });

// Several answers come one after the other; a busy machine takes its time over them.
configure({ asyncUtilTimeout: 8000 });

beforeEach(() => {
  server.use(
    http.get(api("/plugins"), () =>
      HttpResponse.json({ items: [plugin("a", "active"), plugin("b", "disabled"), plugin("c", "needs-settings", "url is missing")] }),
    ),
    http.get(api("/jobs/counts"), () => HttpResponse.json({ dead: 2 })),
    http.get(api("/pages"), () => HttpResponse.json({ items: [] })),
  );
});

it("counts plugins and jobs, and names what wants attention", async () => {
  show(<HomePage />);
  const plugins = await screen.findByRole("region", { name: "Plugins" });
  expect(await within(plugins).findByRole("link", { name: "C" })).toHaveAttribute("href", "/t/acme/plugins/c");
  expect(within(plugins).getByText(/url is missing/)).toBeVisible();
  const jobs = screen.getByRole("region", { name: "Jobs" });
  expect(await within(jobs).findByRole("link", { name: "2 Given up: show them" })).toHaveTextContent("2");
  expect(within(jobs).getByRole("link", { name: "2 Given up: show them" })).toHaveAttribute("href", "/t/acme/dead-letters");
});

it("shows the blocks of plugins that are for the home page, and no others", async () => {
  const field = { name: "total", title: "Total", unit: "EUR", previous: "before", history: null, better: "up" };
  const block = { kind: "figures", source: { method: "GET", path: "/api/v1/x/s/sales" }, title: "Sales", fields: [field], actions: [], live: null };
  const page = {
    plugin: "s",
    name: "sales",
    title: "Sales page",
    icon: null,
    blocks: [
      { ...block, home: true },
      { ...block, title: "Hidden", home: false },
    ],
  };
  server.use(
    http.get(api("/pages"), () => HttpResponse.json({ items: [page] })),
    http.get(api("/x/s/sales"), () => HttpResponse.json({ total: 12, before: 10 })),
  );
  show(<HomePage />);
  const sales = await screen.findByRole("region", { name: "Sales" });
  expect(await within(sales).findByText("€12.00")).toBeVisible();
  expect(within(sales).getByText("+20% against €10.00 before")).toBeVisible();
  expect(within(sales).getByRole("link", { name: "Details" })).toHaveAttribute("href", "/t/acme/p/s/sales");
  expect(screen.queryByText("Hidden")).toBeNull();
});

it("leaves out what one may not see", async () => {
  server.use(http.get(api("/auth/me"), () => HttpResponse.json({ ...ME, platform: false, permissions: ["omni.plugin.read"] })));
  show(<HomePage />);
  expect(await screen.findByRole("region", { name: "Plugins" })).toBeVisible();
  expect(screen.queryByRole("region", { name: "Jobs" })).toBeNull();
});

it("says what failed, beside what did not", async () => {
  server.use(http.get(api("/plugins"), () => problem(403, "forbidden", { detail: "not for you" })));
  show(<HomePage />);
  expect(await screen.findByText("not for you")).toBeVisible();
  expect(screen.getByRole("region", { name: "Jobs" })).toBeVisible();
});
