import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { useLocation } from "react-router";
import { afterEach, expect, it } from "vitest";

import { show } from "@/testing/render";
import { ME, api, problem, server } from "@/testing/server";

import { rememberScope } from "./lastScope";
import { Start } from "./Start";

/** `/` alone; where it leads to is looked at elsewhere. */
function AtStart() {
  return useLocation().pathname === "/" ? <Start /> : null;
}

afterEach(() => localStorage.removeItem("omni.scope"));

const TENANTS = ["acme", "globex"].map((slug) => ({ id: slug, slug, name: slug, roles: ["member"] }));

async function wayOf(me: { platform: boolean; tenants: typeof TENANTS }, last?: string): Promise<string> {
  if (last) rememberScope(last);
  server.use(http.get(api("/auth/me"), () => HttpResponse.json({ ...ME, ...me })));
  const { router } = show(<AtStart />);
  await waitFor(() => expect(router.state.location.pathname).not.toBe("/"));
  return router.state.location.pathname;
}

it.each([
  ["the only tenant there is", { platform: false, tenants: TENANTS.slice(0, 1) }, undefined, "/t/acme"],
  ["a choice between several", { platform: false, tenants: TENANTS }, undefined, "/choose"],
  ["the tenant of the last time", { platform: false, tenants: TENANTS }, "globex", "/t/globex"],
  ["no tenant that one has left", { platform: false, tenants: TENANTS }, "initech", "/choose"],
  ["the installation, for its administrators", { platform: true, tenants: [] }, undefined, "/platform"],
  ["the tenant that an administrator looked at last", { platform: true, tenants: TENANTS }, "acme", "/t/acme"],
  ["no installation for others", { platform: false, tenants: TENANTS }, "platform", "/choose"],
])("leads to %s", async (_, me, last, path) => {
  expect(await wayOf(me, last)).toBe(path);
});

it("leads to the login who is not signed in, with what the address said", async () => {
  server.use(http.get(api("/auth/me"), () => problem(401, "unauthenticated")));
  const { router } = show(<AtStart />, { at: "/?error=x" });
  await waitFor(() => expect(router.state.location.pathname).toBe("/login"));
  expect(router.state.location.search).toBe("?error=x");
});

it("says what is wrong, and lets one try again", async () => {
  server.use(http.get(api("/auth/me"), () => HttpResponse.error()));
  show(<AtStart />);
  expect(await screen.findByRole("alert")).toHaveTextContent("could not be reached");
  expect(screen.getByRole("button", { name: "Try again" })).toBeVisible();
});
