import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";

import { show } from "@/testing/render";
import { ME, api, server } from "@/testing/server";

import { FEATURES, pagesOf } from "./features";
import { Navigation } from "./Navigation";

const PAGE = { plugin: "acme-greeter", name: "greetings", title: "Greetings", icon: null, needs: null, blocks: [] };

function installed(pages: unknown[], me: Record<string, unknown> = {}) {
  server.use(
    http.get(api("/pages"), () => HttpResponse.json({ items: pages })),
    http.get(api("/auth/me"), () => HttpResponse.json({ ...ME, ...me })),
  );
}

it("shows the pages of plugins that are on, after Omni's own", async () => {
  installed([PAGE]);
  show(<Navigation />);
  const link = await screen.findByRole("link", { name: "Greetings" });
  expect(link).toHaveAttribute("href", "/t/acme/p/acme-greeter/greetings");
  const group = screen.getByRole("list", { name: "Plugins" });
  expect(within(group).getAllByRole("link")).toEqual([link]);
});

it("has no group of plugins where none has a page", async () => {
  installed([]);
  show(<Navigation />);
  await screen.findByRole("link", { name: "Home" });
  expect(screen.queryByRole("list", { name: "Plugins" })).toBeNull();
});

it("leads to pages of the installation there, and asks for no plugins' pages", async () => {
  installed([PAGE]);
  show(<Navigation />, { tenant: null });
  expect(await screen.findByRole("link", { name: "Home" })).toHaveAttribute("href", "/platform");
  expect(screen.queryByRole("link", { name: "Greetings" })).toBeNull();
});

it("hides what one may not see", async () => {
  installed([], { platform: false, permissions: [] });
  show(<Navigation />);
  await screen.findByRole("link", { name: "Home" });
  const guarded = pagesOf("tenant").filter((page) => page.nav?.needs);
  await waitFor(() => expect(screen.getAllByRole("link")).toHaveLength(pagesOf("tenant").filter((page) => page.nav).length - guarded.length));
});

it("finds every feature, and each page at an address of its own", () => {
  expect(new Set(FEATURES.map((one) => one.name)).size).toBe(FEATURES.length);
  for (const place of ["tenant", "platform", "account", "public"] as const) {
    const paths = pagesOf(place).map((page) => page.path);
    expect(paths).toEqual([...new Set(paths)]);
  }
});
