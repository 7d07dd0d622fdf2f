import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";

import { show } from "@/testing/render";
import { TENANT, api, problem, server } from "@/testing/server";

import TenantPage from "./TenantPage";

const WHOLE = { ...TENANT, logo: null, colour: null, delete_after: null };

function page(at: string, tenant: Record<string, unknown> = WHOLE) {
  server.use(http.get(api("/tenants/acme"), () => HttpResponse.json(tenant)));
  return show(<TenantPage />, { tenant: null, at, path: "/platform/tenants/:tenant" });
}

it("tells of a tenant that is not", async () => {
  server.use(http.get(api("/tenants/never"), () => problem(404, "not-found", { title: "Not found", detail: "no tenant 'never'" })));
  show(<TenantPage />, { tenant: null, at: "/platform/tenants/never", path: "/platform/tenants/:tenant" });
  expect(await screen.findByText("no tenant 'never'")).toBeVisible();
});

it("says when it goes, and offers the way back", async () => {
  page("/platform/tenants/acme", { ...WHOLE, state: "deleting", delete_after: "2099-12-24T12:00:00Z" });
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent(/will be deleted for good on .*2099/);
  await userEvent.click(within(alert).getByRole("button", { name: "Bring back" }));
  expect(await screen.findByRole("dialog", { name: "Bring Acme back?" })).toBeVisible();
});

it("changes the profile, with what is refused at its field", async () => {
  page("/platform/tenants/acme");
  const answers = [
    () => problem(422, "invalid", { errors: [{ pointer: "#/zone", detail: "no time zone", type: "x" }] }),
    () => HttpResponse.json({ ...WHOLE, name: "Other" }),
  ];
  server.use(http.patch(api("/tenants/acme"), () => answers.shift()!()));
  await userEvent.click(await screen.findByRole("button", { name: "Edit" }));
  const dialog = await screen.findByRole("dialog", { name: "Edit Acme" });
  await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(await within(dialog).findByText("no time zone")).toBeVisible();
  await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(await screen.findByText("Saved")).toBeVisible();
});

it("asks in the tenant for what belongs to it", async () => {
  server.use(
    http.get(api("/plugins"), ({ request }) => {
      expect(request.headers.get("Omni-Tenant")).toBe("acme");
      const plugin = (id: string, title: string, state: string) => ({ id, title, state, version: "1.0", reason: "" });
      return HttpResponse.json({ items: [plugin("a", "Alpha", "active"), plugin("b", "Beta", "disabled"), plugin("c", "Gamma", "needs-settings")] });
    }),
  );
  page("/platform/tenants/acme?tab=plugins");
  expect(await screen.findByText("Alpha")).toBeVisible();
  expect(screen.getByText("Needs settings")).toBeVisible();
  expect(screen.queryByText("Beta")).toBeNull();
  expect(screen.getByRole("link", { name: "Manage plugins" })).toHaveAttribute("href", "/t/acme/plugins");
});

it("says so where the audit log is off", async () => {
  server.use(http.get(api("/security/audit-logs"), () => problem(404, "not-found")));
  page("/platform/tenants/acme?tab=audit");
  expect(await screen.findByText("The audit log is off here")).toBeVisible();
  expect(screen.getByRole("link", { name: "Manage plugins" })).toHaveAttribute("href", "/t/acme/plugins");
});
