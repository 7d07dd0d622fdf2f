import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";

import { accessible, complaints, fits } from "./check";
import { expect, test, type Omni } from "./omni";

async function whole(page: Page) {
  await fits(page);
  await accessible(page);
}

/** A tenant in whose log something stands. */
async function audited(omni: Omni, slug: string): Promise<string> {
  await omni.tenant(slug, `The ${slug}`);
  await omni.call("POST", "/invitations", { tenant: slug, body: { email: `guest@${slug}.example`, roles: ["viewer"] } });
  await expect
    .poll(async () => (await omni.call<{ items: unknown[] }>("GET", "/security/audit-logs?action=tenant.invitation.sent", { tenant: slug })).items.length)
    .toBeGreaterThan(0);
  return slug;
}

test("what happened stands in the log, and is looked for", async ({ admin, omni }) => {
  const told = complaints(admin);
  const tenant = await audited(omni, "ledger");
  await admin.goto(`/t/${tenant}/audit`);
  await expect(admin.getByRole("heading", { level: 1, name: "Audit log" })).toBeVisible();
  await expect(admin.getByText("tenant.invitation.sent").first()).toBeVisible();
  await whole(admin);

  await admin.getByLabel("What").fill("tenant.nothing.**");
  await expect(admin.getByText("No entry matches")).toBeVisible();
  await expect(admin).toHaveURL(/action=tenant\.nothing/);
  await admin.getByLabel("What").fill("tenant.**");
  await expect(admin.getByText("tenant.invitation.sent").first()).toBeVisible();

  await admin.getByLabel("Text", { exact: true }).fill("ab");
  await expect(admin.getByLabel("Text", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await admin.getByRole("button", { name: "Clear all" }).click();
  await expect(admin).toHaveURL(/audit$/);

  await admin.getByRole("button", { name: "Show entry 1", exact: true }).click();
  await expect(admin.getByRole("dialog", { name: "Entry 1" })).toBeVisible();
  await expect(admin).toHaveURL(/entry=/);
  await whole(admin);
  expect(told).toEqual([]);
});

test("the log is exported to a file", async ({ admin, omni }) => {
  const told = complaints(admin);
  const tenant = await audited(omni, "exported");
  await admin.goto(`/t/${tenant}/audit`);
  await admin.getByRole("button", { name: "Export the log" }).click();
  await accessible(admin);
  await admin.getByLabel("CSV, for spreadsheets").check();
  await admin.getByRole("button", { name: "Begin" }).click();
  await expect(admin.getByText("The export is ready")).toBeVisible();
  await whole(admin);
  // The address is enough to come back to it.
  await admin.reload();
  const [file] = await Promise.all([admin.waitForEvent("download"), admin.getByRole("link", { name: "Download", exact: true }).click()]);
  expect(file.suggestedFilename()).toMatch(/\.csv$/);
  expect(readFileSync(await file.path(), "utf8")).toContain("tenant.invitation.sent");
  expect(told).toEqual([]);
});

test("the chain is verified", async ({ admin, omni }) => {
  const told = complaints(admin);
  const tenant = await audited(omni, "verified");
  await admin.goto(`/t/${tenant}/audit?view=verification`);
  await expect(admin.getByText("It has not been looked through yet.", { exact: false })).toBeVisible();
  await whole(admin);
  await admin.getByRole("button", { name: "Verify now" }).click();
  await expect(admin.getByText(/^The chain is whole: \d+ entr/)).toBeVisible();
  await whole(admin);
  expect(told).toEqual([]);
});

test("the policy says which calls are recorded", async ({ admin, omni }) => {
  const told = complaints(admin);
  const tenant = await audited(omni, "watched");
  await admin.goto(`/t/${tenant}/audit?view=policy`);
  await expect(admin.getByLabel("Path of exception 1")).toHaveValue("/api/v1/security/audit-logs*");
  await whole(admin);
  await admin.getByRole("button", { name: "Add an exception" }).click();
  await admin.getByRole("button", { name: "Save" }).click();
  await expect(admin.getByLabel("Path of exception 2")).toHaveAttribute("aria-invalid", "true");
  await admin.getByLabel("Path of exception 2").fill("GET /api/v1/jobs*");
  await admin.getByLabel("Days to keep entries").fill("365");
  await admin.getByRole("button", { name: "Save" }).click();
  await expect(admin.getByText("Saved")).toBeVisible();
  await admin.reload();
  await expect(admin.getByLabel("Path of exception 2")).toHaveValue("GET /api/v1/jobs*");
  await expect(admin.getByLabel("Days to keep entries")).toHaveValue("365");
  expect(told).toEqual([]);
});

test("the installation has a log of its own", async ({ admin }) => {
  const told = complaints(admin);
  await admin.goto("/platform/audit");
  await expect(admin.getByText("account.", { exact: false }).first()).toBeVisible();
  await expect(admin.getByRole("tab", { name: "Policy" })).toHaveCount(0);
  await whole(admin);
  expect(told).toEqual([]);
});
