import { accessible, complaints, fits } from "./check";
import { expect, test } from "./omni";

test("home of the installation", async ({ admin, omni }) => {
  await omni.tenant("acme", "Acme");
  const told = complaints(admin);
  await admin.goto("/platform");
  await expect(admin.getByRole("heading", { level: 1, name: "Home" })).toBeVisible();
  await expect(admin.getByText("Everything works")).toBeVisible();
  await expect(admin.getByRole("region", { name: "Tenants and accounts" }).getByText("Active tenants")).toBeVisible();
  // The administrator has just signed in, and the audit log contributes who did.
  const events = admin.getByRole("region", { name: "Recent security events" });
  await expect(events.getByRole("cell", { name: "account.login.succeeded" }).first()).toBeVisible({ timeout: 40_000 });
  await fits(admin);
  await accessible(admin);
  expect(told).toEqual([]);
});

test("home of a tenant", async ({ admin, omni }) => {
  const told = complaints(admin);
  await omni.tenant("acme", "Acme");
  await omni.call("GET", "/jobs", { tenant: "acme" });
  await admin.goto("/t/acme");
  await expect(admin.getByText("What is going on at Acme")).toBeVisible();
  await expect(admin.getByRole("region", { name: "Plugins" }).getByText("Switched on")).toBeVisible();
  await expect(admin.getByRole("region", { name: "Jobs", exact: true }).getByText("Waiting")).toBeVisible();
  const chart = admin.getByRole("region", { name: "Requests by second" });
  await expect(chart.getByRole("img", { name: "Requests by second" })).toBeVisible();
  await chart.getByRole("button", { name: "Show as a table" }).click();
  await expect(chart.getByRole("columnheader", { name: "Errors" })).toBeVisible();
  await chart.getByRole("button", { name: "Show as a table" }).click();
  await fits(admin);
  await accessible(admin);
  expect(told).toEqual([]);
});

test("traffic shows while it happens", async ({ admin, omni }) => {
  await omni.tenant("busy", "Busy");
  await admin.goto("/t/busy/p/live-traffic/traffic");
  const rate = admin.getByRole("definition").first();
  await expect(rate).toContainText(/\d/);
  const before = await rate.textContent();
  for (let at = 0; at < 120; at++) await omni.call("GET", "/plugins", { tenant: "busy" });
  await expect.poll(() => rate.textContent(), { timeout: 12_000 }).not.toBe(before);
  const chart = admin.getByRole("region", { name: "Requests by second" });
  await chart.getByRole("button", { name: "Show as a table" }).click();
  // The cells of the second column are requests; somewhere in the last seconds there are many.
  await expect
    .poll(async () => Math.max(...(await chart.locator("tbody tr td:nth-of-type(1)").allTextContents()).map(Number)), { timeout: 12_000 })
    .toBeGreaterThan(10);
});
