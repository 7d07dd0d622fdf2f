import type { Page } from "@playwright/test";

import { accessible, complaints, fits } from "./check";
import { expect, test } from "./omni";
import { glue, work, workshop } from "./workshop";

async function whole(page: Page) {
  await fits(page);
  await accessible(page);
}

test("a schedule is paused, goes on and runs at once", async ({ admin, omni }) => {
  const told = complaints(admin);
  const tenant = await workshop(omni, "clockwork");
  await admin.goto(`/t/${tenant}/schedules`);
  await expect(admin.getByRole("heading", { level: 1, name: "Schedules" })).toBeVisible();
  const nightly = admin.getByRole("link", { name: "nightly", exact: true });
  await expect(nightly).toBeVisible();
  await whole(admin);

  await nightly.click();
  await expect(admin.getByRole("heading", { name: "Next runs" })).toBeVisible();
  await expect(admin.getByRole("listitem").filter({ hasText: "02:30:00" })).toHaveCount(10);
  await whole(admin);

  await admin.getByRole("button", { name: "Pause" }).click();
  await expect(admin.getByRole("heading", { name: "When it would run if it were not paused" })).toBeVisible();
  await admin.getByRole("button", { name: "Resume" }).click();
  await expect(admin.getByRole("heading", { name: "Next runs" })).toBeVisible();

  await admin.getByRole("button", { name: "Run now" }).click();
  await expect(admin).toHaveURL(/\/jobs\/[0-9a-f-]{36}$/);
  await expect(admin.getByRole("heading", { level: 1, name: "saw" })).toBeVisible();
  await expect(admin.getByText("It is finished.")).toBeVisible();
  await expect(admin.getByRole("group", { name: "Result" })).toContainText('"planks": 2');
  await whole(admin);
  expect(told).toEqual([]);
});

test("an expression is tried; a wrong one is told at its field", async ({ admin, omni }) => {
  const told = complaints(admin);
  const tenant = await workshop(omni, "clockwork");
  await admin.goto(`/t/${tenant}/schedules?preview=yes`);
  const dialog = admin.getByRole("dialog", { name: "When would it run?" });
  await dialog.getByLabel("Expression").fill("30 2 * * *");
  await dialog.getByLabel("Time zone").fill("Europe/Berlin");
  await dialog.getByRole("button", { name: "Show next runs" }).click();
  await expect(dialog.getByRole("listitem")).toHaveCount(10);
  await accessible(admin);
  await dialog.getByLabel("Expression").fill("61 * * * *");
  await dialog.getByRole("button", { name: "Show next runs" }).click();
  await expect(dialog.getByLabel("Expression")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(admin).toHaveURL(/schedules$/);
  expect(told).toEqual([]);
});

test("how far a job is shows live, and it is stopped", async ({ admin, omni }) => {
  const told = complaints(admin);
  const tenant = await workshop(omni, "sawmill");
  await admin.goto(`/t/${tenant}/jobs/${await work(omni, tenant, "saw?planks=60")}`);
  const bar = admin.getByRole("progressbar", { name: "Progress" });
  await expect(bar).toBeVisible();
  const far = async () => Number(await bar.getAttribute("aria-valuenow"));
  await expect.poll(far).toBeGreaterThan(0);
  const before = await far();
  await expect.poll(far).toBeGreaterThan(before);
  await expect(admin.getByText(/\d+ of 60 planks/)).toBeVisible();
  await whole(admin);
  await admin.getByRole("button", { name: "Stop job" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Stop job" }).click();
  await expect(admin.getByText("Somebody stopped it.")).toBeVisible();
  await expect(admin.getByRole("button", { name: "Run again" })).toBeVisible();
  expect(told).toEqual([]);
});

test("the list of jobs follows what happens; many are stopped at once", async ({ admin, omni }) => {
  const told = complaints(admin);
  const tenant = await workshop(omni, "joinery");
  await admin.goto(`/t/${tenant}/jobs`);
  await expect(admin.getByRole("heading", { level: 1, name: "Jobs" })).toBeVisible();
  await work(omni, tenant, "saw?planks=2");
  const row = admin.getByRole("row").filter({ has: admin.getByRole("link", { name: "saw", exact: true }) });
  await expect(row.getByText("Done")).toBeVisible();
  await whole(admin);

  await work(omni, tenant, "saw?planks=100");
  await work(omni, tenant, "saw?planks=100");
  const running = row.filter({ hasText: "Running" });
  await expect(running).toHaveCount(2);
  for (const box of await running.getByRole("checkbox").all()) await box.check();
  await admin.getByRole("button", { name: "Stop (2)" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Stop job" }).click();
  await expect(row.getByText("Cancelled")).toHaveCount(2);
  expect(told).toEqual([]);
});

test("filters stand in the address", async ({ admin, omni }) => {
  const tenant = await workshop(omni, "joinery");
  await work(omni, tenant, "saw?planks=0");
  await admin.goto(`/t/${tenant}/jobs?name=sand`);
  await expect(admin.getByText("No job matches")).toBeVisible();
  await expect(admin.getByLabel("Exact name")).toHaveValue("sand");
  await admin.getByLabel("Exact name").fill("saw");
  await expect(admin).toHaveURL(/name=saw$/);
  await expect(admin.getByRole("link", { name: "saw", exact: true }).first()).toBeVisible();
});

test("what failed for good is replayed when its cause is mended, or given up", async ({ admin, omni }) => {
  const told = complaints(admin);
  const tenant = await workshop(omni, "letters");
  await admin.goto(`/t/${tenant}/dead-letters`);
  await expect(admin.getByText("Nothing has failed")).toBeVisible();
  await whole(admin);

  await glue(omni, tenant, false);
  await work(omni, tenant, "glue");
  await work(omni, tenant, "glue");
  const letters = admin.getByRole("link", { name: "glue", exact: true });
  await expect(letters).toHaveCount(2);
  await expect(admin.getByText("there is no glue left").first()).toBeVisible();
  await whole(admin);

  await letters.first().click();
  await expect(admin.getByText("It failed for good.", { exact: false })).toBeVisible();
  await whole(admin);
  await admin.getByRole("button", { name: "Give up" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Give up" }).click();
  await expect(admin).toHaveURL(/dead-letters$/);
  await expect(letters).toHaveCount(1);

  await glue(omni, tenant, true);
  await admin.getByRole("button", { name: "Replay all" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Replay" }).click();
  await expect(admin.getByText("1 runs again.")).toBeVisible();
  await expect(admin.getByText("Nothing has failed")).toBeVisible();
  await admin.goto(`/t/${tenant}/jobs?name=glue`);
  await expect(admin.getByText("Done", { exact: true })).toHaveCount(1);
  expect(told).toEqual([]);
});

test("a handler of events that failed is parked, and goes on", async ({ admin, omni }) => {
  const told = complaints(admin);
  const tenant = await workshop(omni, "parked");
  await glue(omni, tenant, false);
  await omni.call("POST", "/x/acme-workshop/finish", { tenant });
  await admin.goto(`/t/${tenant}/events`);
  const parked = admin.getByRole("row").filter({ hasText: "Since" });
  await expect(parked).toContainText("there is no glue left", { timeout: 30_000 });
  await whole(admin);
  await glue(omni, tenant, true);
  await parked.getByRole("button", { name: "Resume" }).click();
  await accessible(admin);
  await admin.getByRole("dialog").getByRole("button", { name: "Resume" }).click();
  await expect(parked).toHaveCount(0);

  const ship = admin.getByRole("row").filter({ hasText: "Workshop" });
  await ship.getByRole("button", { name: "Replay" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Replay" }).click();
  await expect(admin.getByLabel("From", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await admin.getByLabel("From", { exact: true }).fill("2026-01-01T00:00");
  await admin.getByRole("dialog").getByRole("button", { name: "Replay" }).click();
  await expect(admin).toHaveURL(/\/jobs\/[0-9a-f-]{36}$/);
  await expect(admin.getByText("It is finished.")).toBeVisible();
  expect(told).toEqual([]);
});

test("types of events have schemas", async ({ admin, omni }) => {
  const told = complaints(admin);
  const tenant = await workshop(omni, "clockwork");
  await admin.goto(`/t/${tenant}/events?view=types&q=piece`);
  await admin.getByRole("button", { name: "Schema: acme-workshop.piece.finished" }).click();
  await expect(admin.getByRole("dialog")).toContainText('"piece"');
  await accessible(admin);
  await admin.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await whole(admin);
  expect(told).toEqual([]);
});

test("who may only look is offered no actions", async ({ page, omni }) => {
  const tenant = await workshop(omni, "clockwork");
  await omni.person("viewer@example.com", tenant, ["viewer"]);
  await omni.signIn(page.request, "viewer@example.com");
  await page.goto(`/t/${tenant}/schedules`);
  await expect(page.getByRole("link", { name: "nightly", exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: /Run now/ })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Audit log" })).toHaveCount(0);
});

test("a job of another tenant is not there", async ({ admin, omni }) => {
  const id = await work(omni, await workshop(omni, "clockwork"), "saw?planks=0");
  const other = await workshop(omni, "elsewhere");
  await admin.goto(`/t/${other}/jobs/${id}`);
  await expect(admin.getByRole("alert")).toContainText("no job");
});
