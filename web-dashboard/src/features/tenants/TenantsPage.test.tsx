import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";

import { show } from "@/testing/render";
import { TENANT, api, problem, server } from "@/testing/server";

import TenantsPage from "./TenantsPage";

const ITEM = { ...TENANT, colour: null, delete_after: null };

/** The API's list; gives the queries that were asked. */
function listing(items: Record<string, unknown>[], next: string | null = null) {
  const asked: string[] = [];
  server.use(
    http.get(api("/tenants"), ({ request }) => {
      asked.push(new URL(request.url).search);
      return HttpResponse.json({ items, next });
    }),
  );
  return asked;
}

function page(at = "/") {
  return show(<TenantsPage />, { tenant: null, at });
}

it("says what a tenant is where there is none, and offers to make one", async () => {
  listing([]);
  page();
  // The first of a file waits for its texts.
  expect(await screen.findByText("No tenants yet", {}, { timeout: 10_000 })).toBeVisible();
  await userEvent.click(screen.getAllByRole("button", { name: "Create a tenant" }).at(-1)!);
  expect(await screen.findByRole("dialog", { name: "Create a tenant" })).toBeVisible();
});

it("asks for what the address says, as much at once as there can be", async () => {
  const asked = listing([]);
  page("/?q=wool&state=suspended&sort=-name");
  expect(await screen.findByText("No tenant matches")).toBeVisible();
  expect(asked[0]).toBe("?limit=200&q=wool&state=suspended&sort=-name");
});

it("draws a few rows of ten thousand", async () => {
  listing(Array.from({ length: 10_000 }, (_, at) => ({ ...ITEM, id: `${at}`, slug: `t-${at}`, name: `Tenant ${at}` })));
  page();
  expect(await screen.findByRole("link", { name: "Tenant 0" })).toBeVisible();
  expect(screen.getAllByRole("row").length).toBeLessThan(60);
});

it("tells when a tenant is deleted, and brings it back", async () => {
  const done: string[] = [];
  listing([{ ...ITEM, state: "deleting", delete_after: "2026-12-24T12:00:00Z" }]);
  server.use(
    http.post(api("/tenants/acme/resume"), () => {
      done.push("resume");
      return HttpResponse.json(ITEM);
    }),
  );
  page();
  expect(await screen.findByText(/^Deleted on .*2026$/)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Actions for Acme" }));
  expect(screen.queryByRole("menuitem", { name: "Suspend" })).toBeNull();
  await userEvent.click(screen.getByRole("menuitem", { name: "Bring back" }));
  await userEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Bring back" }));
  await waitFor(() => expect(done).toEqual(["resume"]));
});

it("suspends those of the chosen that are active, and says which could not be", async () => {
  listing([ITEM, { ...ITEM, id: "2", slug: "beta", name: "Beta" }, { ...ITEM, id: "3", slug: "off", name: "Off", state: "suspended" }]);
  server.use(
    http.post(api("/tenants/acme/suspend"), () => HttpResponse.json(ITEM)),
    http.post(api("/tenants/beta/suspend"), () => problem(409, "conflict", { detail: "not now" })),
  );
  page();
  await userEvent.click(await screen.findByRole("checkbox", { name: "Choose all rows" }));
  await userEvent.click(screen.getByRole("button", { name: "Suspend" }));
  const dialog = await screen.findByRole("dialog", { name: "Suspend 2 tenants?" });
  await userEvent.click(within(dialog).getByRole("button", { name: "Suspend" }));
  expect(await within(dialog).findByText(/not now/)).toBeVisible();
});

it("wants the short name typed before it deletes, and deletes at once only if that is chosen", async () => {
  const asked: string[] = [];
  listing([ITEM]);
  server.use(
    http.delete(api("/tenants/acme"), ({ request }) => {
      asked.push(new URL(request.url).search);
      return new HttpResponse(null, { status: 204 });
    }),
  );
  page();
  await userEvent.click(await screen.findByRole("button", { name: "Actions for Acme" }));
  await userEvent.click(screen.getByRole("menuitem", { name: "Delete" }));
  const dialog = await screen.findByRole("dialog", { name: "Delete Acme?" });
  expect(within(dialog).getByRole("button", { name: "Delete" })).toBeDisabled();
  await userEvent.type(within(dialog).getByRole("textbox"), "acme");
  await userEvent.click(within(dialog).getByRole("button", { name: "Delete" }));
  await waitFor(() => expect(asked).toEqual(["?now=false"]));
  expect(await screen.findByText("Acme will be deleted. Until then you can bring it back.")).toBeVisible();
});

it("shows why the list is not there", async () => {
  server.use(http.get(api("/tenants"), () => problem(403, "forbidden", { detail: "you lack omni.tenant.read" })));
  page();
  expect(await screen.findByText("you lack omni.tenant.read")).toBeVisible();
});
