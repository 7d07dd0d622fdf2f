import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";

import { accessible, complaints, fits } from "./check";
import { expect, test, type Omni } from "./omni";
import { ANALYTICS } from "./world";

async function whole(page: Page) {
  await fits(page);
  await accessible(page);
}

/** A tenant with reports, in Berlin. */
async function analysed(omni: Omni, slug: string, more: string[] = []): Promise<string> {
  await omni.tenant(slug, `The ${slug}`);
  await omni.call("PATCH", `/tenants/${slug}`, { body: { zone: "Europe/Berlin" }, tenant: slug });
  for (const plugin of [...ANALYTICS, ...more]) await omni.enable(slug, plugin);
  return slug;
}

test("a report is run, its period changed, and saved as a file @phone", async ({ admin, omni }, { project }) => {
  const told = complaints(admin);
  const tenant = await analysed(omni, `reported-${project.name}`);
  await admin.goto(`/t/${tenant}/analytics/reports`);
  await admin.getByRole("link", { name: /^Sales/ }).click();
  await expect(admin.getByRole("heading", { level: 1, name: "Sales" })).toBeVisible();
  await expect(admin.getByRole("figure", { name: "Orders by region" })).toBeVisible();
  await expect(admin.getByText("Not over yet").first()).toBeVisible();
  await whole(admin);

  await admin.getByRole("combobox", { name: "Period" }).click();
  await admin.getByRole("option", { name: "Last week" }).click();
  await admin.getByRole("button", { name: "More" }).click();
  await admin.getByLabel("Smallest order").fill("9000");
  await admin.getByRole("button", { name: "Run report" }).click();
  await expect(admin.getByText("there was never such an order")).toBeVisible();
  await admin.getByLabel("Smallest order").fill("10");
  await admin.getByRole("button", { name: "Run report" }).click();
  await expect(admin).toHaveURL(/period=last_week&least=10&_run=/);
  await expect(admin.getByRole("table", { name: "Orders over time" })).toBeVisible();
  await expect(admin.getByText("7 rows")).toBeVisible();
  await expect(admin.getByText("Not over yet")).toHaveCount(0);

  await admin.getByRole("button", { name: "Download" }).click();
  await admin.getByRole("menuitem", { name: "CSV" }).click();
  const link = admin.getByRole("link", { name: "Save file" });
  await expect(link).toBeVisible();
  const [file] = await Promise.all([admin.waitForEvent("download"), link.click()]);
  expect(readFileSync(await file.path()).length).toBeGreaterThan(100);
  await whole(admin);

  // A link shows the same run to whoever opens it.
  await admin.reload();
  await expect(admin.getByText("7 rows")).toBeVisible();
  await expect(admin.getByRole("combobox", { name: "Period" })).toHaveText("Last week");
  expect(told).toEqual([]);
});

test("the overview shows what each report says, and whose fails", async ({ admin, omni }) => {
  const told = complaints(admin);
  const tenant = await analysed(omni, "glanced", ["acme-sums"]);
  await admin.goto(`/t/${tenant}`);
  await admin.getByRole("link", { name: "Analytics", exact: true }).click();
  await expect(admin.getByRole("region", { name: "Sales" }).getByText("Returned orders")).toBeVisible();
  await expect(admin.getByText("Broken sums has no figures right now")).toBeVisible();
  await whole(admin);
  await admin.getByRole("link", { name: "Open the report Sales" }).click();
  await expect(admin.getByRole("heading", { level: 1, name: "Sales" })).toBeVisible();
  expect(told).toEqual([]);
});

test("a report is scheduled: its next ten times are seen before", async ({ admin, omni }) => {
  const told = complaints(admin);
  const tenant = await analysed(omni, "timed");
  await admin.goto(`/t/${tenant}/analytics/schedules`);
  await admin.getByRole("button", { name: "New schedule" }).first().click();
  const dialog = admin.getByRole("dialog", { name: "New schedule" });
  await dialog.getByRole("combobox", { name: "Report" }).click();
  await admin.getByRole("option", { name: "Sales" }).click();
  await expect(dialog.getByRole("list", { name: /^The next ten times/ }).getByRole("listitem")).toHaveCount(10);

  await dialog.getByRole("combobox", { name: "How often" }).click();
  await admin.getByRole("option", { name: "Cron expression" }).click();
  // All Sundays of the months in which clocks change.
  await dialog.getByRole("textbox", { name: "Cron expression" }).fill("30 2 * 3,10 0");
  await expect(dialog.getByText("Clocks go forward").first()).toBeVisible();
  await expect(dialog.getByText("Clocks go back").first()).toBeVisible();
  await accessible(admin);

  await dialog.getByLabel("Recipients").fill("nobody");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText(/^nobody: /)).toBeVisible();
  await dialog.getByLabel("Recipients").press("Backspace");
  await dialog.getByLabel("Recipients").fill("ann@example.com");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(admin.getByText("Europe/Berlin").first()).toBeVisible();
  await whole(admin);

  await admin.getByRole("button", { name: "Actions for Sales" }).click();
  await admin.getByRole("menuitem", { name: "Dry run: mail nobody" }).click();
  const history = admin.getByRole("dialog", { name: "History of Sales" });
  await expect(history.getByText("Not mailed")).toBeVisible();
  await accessible(admin);
  await history.getByRole("button", { name: "Close" }).click();
  await admin.getByRole("button", { name: "Actions for Sales" }).click();
  await admin.getByRole("menuitem", { name: "Send now" }).click();
  await expect(history.getByRole("region").getByText("Sent", { exact: true }).first()).toBeVisible();
  expect(omni.mails("ann@example.com").length).toBe(1);
  await history.getByRole("button", { name: "Close" }).click();

  await admin.getByRole("button", { name: "Actions for Sales" }).click();
  await admin.getByRole("menuitem", { name: "Pause" }).click();
  await expect(admin.getByText("Paused", { exact: true })).toBeVisible();
  expect(told).toEqual([]);
});

test("a write key is shown once; what it sends against the plan is listed with the reason", async ({ admin, omni }) => {
  const told = complaints(admin);
  const tenant = await analysed(omni, "tracked");
  await admin.goto(`/t/${tenant}/analytics/events`);
  await admin.getByLabel("Search the plan").fill("invoice");
  await expect(admin.getByText("trial.started")).toHaveCount(0);
  await admin.getByRole("button", { name: /invoice\.paid/ }).click();
  await whole(admin);

  await admin.getByRole("tab", { name: "Write keys" }).click();
  await admin.getByRole("button", { name: "New write key" }).first().click();
  await admin.getByLabel("Name").fill("Website");
  await admin.getByRole("button", { name: "Create" }).click();
  const key = (await admin.getByLabel("Write key", { exact: true }).first().innerText()).trim();
  expect(key).toMatch(/^wk_/);
  await accessible(admin);
  await admin.getByRole("button", { name: "I have kept it" }).click();
  await expect(admin.getByText(key)).toHaveCount(0);

  const answer = await fetch(`${omni.url}/v1/track`, {
    method: "POST",
    headers: { Authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}`, "Content-Type": "application/json" },
    body: JSON.stringify({ type: "track", event: "invoice.paid", userId: "u1", messageId: "m1", properties: { amount: "much" } }),
  });
  expect(answer.status).toBe(200);
  await admin.getByRole("tab", { name: "Rejected events" }).click();
  await expect(async () => {
    await admin.reload();
    await expect(admin.getByText("invoice.paid")).toBeVisible({ timeout: 1000 });
  }).toPass();
  await admin.getByRole("button", { name: "Details of invoice.paid" }).click();
  await expect(
    admin
      .getByRole("dialog")
      .getByText(/amount/)
      .first(),
  ).toBeVisible();
  await accessible(admin);
  expect(told).toEqual([]);
});

test("a file of events is read in, and a person's events are erased", async ({ admin, omni }) => {
  const told = complaints(admin);
  const tenant = await analysed(omni, "imported");
  await admin.goto(`/t/${tenant}/analytics/events?view=imports`);
  const rows = Array.from({ length: 50 }, (_, at) => `shop.visited,m${at},u${at % 5},${at}`);
  const file = { name: "visits.csv", mimeType: "text/csv", buffer: Buffer.from(["name,message_id,user_id,properties.page", ...rows].join("\n")) };
  await admin.locator("input[type=file]").setInputFiles(file);
  // The first job of a process that has not asked the warehouse yet, on a machine that has other things to do.
  await expect(admin.getByRole("table", { name: "Imports" }).getByText("Done")).toBeVisible({ timeout: 45_000 });
  await expect(admin.getByRole("table", { name: "Imports" }).getByText("50")).toBeVisible();
  await whole(admin);

  await admin.getByRole("tab", { name: "Erasure" }).click();
  await admin.getByLabel("Whose events").fill("u1");
  await admin.getByRole("button", { name: "Erase" }).click();
  await admin.getByLabel("Type u1 to confirm").fill("u1");
  await admin.getByRole("dialog").getByRole("button", { name: "Erase" }).click();
  await expect(admin.getByRole("table", { name: "Erasures so far" }).getByText("Done")).toBeVisible();
  await whole(admin);
  expect(told).toEqual([]);
});
