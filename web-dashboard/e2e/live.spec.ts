/** What happens elsewhere shows here; and nothing that was typed is lost when the session is over, or is asked for anew. */
import type { Page } from "@playwright/test";

import { accessible, complaints } from "./check";
import { GREETER, PASSWORD, expect, test } from "./omni";

test("what is switched on by a command shows in an open tab at once, and goes as it came", async ({ admin, omni }) => {
  const told = complaints(admin);
  await omni.tenant("live", "Live Ltd");
  await admin.goto("/t/live");
  await expect(admin.getByRole("link", { name: "Plugins", exact: true })).toBeVisible();
  const page = admin.getByRole("link", { name: "Greetings" });
  await expect(page).toHaveCount(0);
  await omni.enable("live");
  await expect(page).toBeVisible({ timeout: 5000 });
  // By another process than the one that serves this tab.
  omni.command("plugin", "disable", GREETER, "--tenant", "live");
  await expect(page).toHaveCount(0, { timeout: 5000 });
  expect(told).toEqual([]);
});

/** A form with something in it. */
async function typing(page: Page) {
  await page.goto("/platform/tenants");
  await page.getByRole("button", { name: "Create a tenant" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Create a tenant" });
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("Kept Ltd");
  return dialog;
}

test("a session that is over is renewed over the form, which is then sent @phone", async ({ admin }, { project }) => {
  const told = complaints(admin);
  const form = await typing(admin);
  await form.getByRole("textbox", { name: "Short name" }).fill(`kept-${project.name}`);
  await admin.context().clearCookies();
  await form.getByRole("button", { name: "Create", exact: true }).click();
  const again = admin.getByRole("dialog", { name: "Your session is over" });
  await expect(again).toBeVisible();
  await accessible(admin);
  await again.getByRole("textbox", { name: "Password", exact: true }).fill("wrong wrong wrong");
  await again.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(again.getByRole("alert")).toBeVisible();
  await again.getByRole("textbox", { name: "Password", exact: true }).fill(PASSWORD);
  await again.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(again).toHaveCount(0);
  await expect(admin.getByRole("heading", { level: 1, name: "Kept Ltd" })).toBeVisible();
  expect(told).toEqual([]);
});

test("giving up leaves the form as it was", async ({ admin }) => {
  const form = await typing(admin);
  await admin.context().clearCookies();
  await form.getByRole("button", { name: "Create", exact: true }).click();
  await expect(admin.getByRole("dialog", { name: "Your session is over" })).toBeVisible();
  await admin.keyboard.press("Escape");
  await expect(admin.getByRole("dialog", { name: "Your session is over" })).toHaveCount(0);
  await expect(form.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("Kept Ltd");
  await expect(form.getByRole("alert").first()).toBeVisible();
});

test("a fresh sign-in is asked for in place, and the request goes on", async ({ admin, omni }) => {
  const told = complaints(admin);
  await omni.tenant("fresh", "Fresh Ltd");
  await admin.goto("/t/fresh/keys");
  // As if the sign-in had been a while ago: the first answer says so, and Omni itself checks what follows.
  let refused = false;
  await admin.route("**/api/v1/api-keys", async (route) => {
    if (route.request().method() !== "POST" || refused) return route.fallback();
    refused = true;
    const problem = { type: "/problems/reauthentication-required", title: "Sign in again", status: 403, request_id: "r-1" };
    return route.fulfill({ status: 403, contentType: "application/problem+json", body: JSON.stringify(problem) });
  });
  await admin.getByRole("button", { name: "New key" }).first().click();
  const form = admin.getByRole("dialog", { name: "New key" });
  await form.getByRole("textbox", { name: "Name" }).fill("Till");
  await form.getByRole("checkbox", { name: "See who belongs to the tenant" }).check();
  await form.getByRole("button", { name: "Create" }).click();
  const again = admin.getByRole("dialog", { name: "Confirm that it is you" });
  await expect(again).toBeVisible();
  await accessible(admin);
  await again.getByRole("textbox", { name: "Password", exact: true }).fill(PASSWORD);
  await again.getByRole("button", { name: /Continue|Confirm|Sign in/ }).click();
  await expect(again).toHaveCount(0);
  await expect(admin.getByRole("dialog", { name: "Your new key" }).getByLabel("API key", { exact: true })).toContainText("omni_");
  expect(told).toEqual([]);
});
