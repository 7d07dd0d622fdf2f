import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it } from "vitest";

import { ME, api, problem, server } from "@/testing/server";
import { show } from "@/testing/render";

import PeoplePage from "./PeoplePage";

const ANN = {
  account_id: "a",
  email: "ann@example.com",
  name: "Ann",
  roles: ["owner"],
  state: "active",
  joined_at: "2026-01-02T03:04:05Z",
  second_factor: false,
};
const ROLES = ["owner", "admin", "member", "viewer"].map((name) => ({ name, title: name, built_in: true, permissions: [] }));
const MEMBERS = api("/tenants/acme/members");

beforeEach(() => server.use(http.get(api("/roles"), () => HttpResponse.json({ items: ROLES }))));

it("asks the API for what the address says", async () => {
  let asked = "";
  server.use(
    http.get(MEMBERS, ({ request }) => {
      asked = new URL(request.url).search;
      return HttpResponse.json({ items: [ANN] });
    }),
  );
  show(<PeoplePage />, { at: "/?q=ann&role=owner&sort=-name" });
  expect(await screen.findByText("ann@example.com")).toBeVisible();
  expect(Object.fromEntries(new URLSearchParams(asked))).toEqual({ q: "ann", role: "owner", sort: "-name" });
});

it("offers nothing to those who may only look", async () => {
  server.use(
    http.get(api("/auth/me"), () => HttpResponse.json({ ...ME, platform: false, permissions: ["omni.member.read", "omni.role.read"] })),
    http.get(MEMBERS, () => HttpResponse.json({ items: [{ ...ANN, second_factor: null }] })),
  );
  show(<PeoplePage />, { at: "/?view=invitations" });
  expect(await screen.findByText("ann@example.com")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Invite people" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Actions for Ann" })).toBeNull();
  expect(screen.queryByRole("checkbox")).toBeNull();
  expect(screen.queryByText("Second factor")).toBeNull();
});

it("says why somebody stays", async () => {
  server.use(
    http.get(MEMBERS, () => HttpResponse.json({ items: [ANN] })),
    http.delete(api("/tenants/acme/members/a"), () => problem(409, "last-owner", { detail: "Ann is the last owner" })),
  );
  show(<PeoplePage />);
  await userEvent.click(await screen.findByRole("button", { name: "Actions for Ann" }));
  await userEvent.click(screen.getByRole("menuitem", { name: "Remove" }));
  expect(await screen.findByRole("dialog", { name: "Remove Ann from this tenant?" })).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Remove" }));
  expect(await screen.findByText("Ann is the last owner")).toBeVisible();
});
