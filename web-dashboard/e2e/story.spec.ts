/** The whole story, by hand: from the set-up link to the audit trail, with somebody else looking on. */
import type { Page } from "@playwright/test";

import { accessible, complaints, fits } from "./check";
import { EMAIL, Omni, PASSWORD, expect, test } from "./omni";
import { Phone } from "./totp";

async function signIn(page: Page, email: string) {
  await page.getByRole("textbox", { name: "E-mail address" }).fill(email);
  await page.getByRole("textbox", { name: "Password", exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** The administrator's first day: a password by the link, then an authenticator, which is asked for from now on. */
async function setUp(page: Page, omni: Omni) {
  await page.goto(omni.setupLink);
  await page.getByRole("textbox", { name: "New password" }).fill(PASSWORD);
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByRole("link", { name: "Sign in" }).click();
  await signIn(page, EMAIL);
  await expect(page.getByRole("heading", { level: 1, name: "Home" })).toBeVisible();

  await page.goto(`${omni.url}/account/security`);
  await page.getByRole("button", { name: "Set up: Authenticator app" }).click();
  const dialog = page.getByRole("dialog");
  const phone = new Phone((await dialog.getByLabel("Secret, to be typed into the app", { exact: true }).textContent()) ?? "");
  await dialog.getByRole("textbox", { name: "Code" }).fill(await phone.code());
  await dialog.getByRole("button", { name: "Confirm" }).click();
  await expect(dialog.getByText("It is set up: Authenticator app")).toBeVisible();

  await page.context().clearCookies();
  await page.goto(`${omni.url}/login?next=/platform/tenants`);
  await signIn(page, EMAIL);
  await page.getByRole("textbox", { name: "Code" }).fill(await phone.code());
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Tenants" })).toBeVisible();
}

async function createTenant(page: Page, omni: Omni, name: string) {
  await page.goto(`${omni.url}/platform/tenants`);
  await page.getByRole("button", { name: "Create a tenant" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Create a tenant" });
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

async function enableGreeter(page: Page, omni: Omni, tenant: string) {
  await page.goto(`${omni.url}/t/${tenant}/plugins/acme-greeter`);
  await page.getByRole("button", { name: "Switch on", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("textbox", { name: "Salutation" })).toHaveValue("Hello");
  await dialog.getByRole("textbox", { name: "Salutation" }).fill("Ahoy");
  await dialog.getByRole("button", { name: "Switch on" }).click();
  await expect(page.getByText("Acme greeter is on.")).toBeVisible();
}

test("from the set-up link to the audit trail @phone", async ({ page, browser }, { project }) => {
  test.setTimeout(300_000);
  const omni = await Omni.start({ strangers: true });
  const narrow = project.name === "phone";
  const others = await browser.newContext({ viewport: page.viewportSize() });
  try {
    const told = complaints(page);
    await setUp(page, omni);
    await createTenant(page, omni, "Acme");
    await createTenant(page, omni, "Globex");

    // Ada belongs to both tenants, and has a tab open in each.
    await omni.person("ada@example.com", "acme", ["admin"]);
    await omni.call("POST", "/tenants/globex/members", { body: { email: "ada@example.com", roles: ["admin"] }, tenant: "globex" });
    const [here, there] = [await others.newPage(), await others.newPage()];
    await omni.signIn(here.request, "ada@example.com");
    await here.goto(`${omni.url}/t/acme`);
    await there.goto(`${omni.url}/t/globex`);
    for (const tab of [here, there]) {
      if (narrow) await tab.getByRole("button", { name: "Open the menu" }).click();
      await expect(tab.getByRole("link", { name: "Plugins", exact: true })).toBeVisible();
      await expect(tab.getByRole("link", { name: "Greetings" })).toHaveCount(0);
    }

    await enableGreeter(page, omni, "acme");
    await expect(here.getByRole("link", { name: "Greetings" })).toBeVisible();
    await expect(there.getByRole("link", { name: "Greetings" })).toHaveCount(0);
    await here.getByRole("link", { name: "Greetings" }).click();
    await expect(here.getByRole("heading", { level: 1, name: "Greetings" })).toBeVisible();
    await expect(here.getByText("Nobody has been greeted yet.")).toBeVisible();
    await there.goto(`${omni.url}/t/globex/p/acme-greeter/greetings`);
    await expect(there.getByRole("heading", { level: 1, name: "Greetings" })).toHaveCount(0);

    await omni.call("POST", "/x/acme-greeter/greetings/Bea", { tenant: "acme" });
    await here.reload();
    await expect(here.getByText("Ahoy, Bea!")).toBeVisible();
    await fits(here);
    await accessible(here);

    await page.goto(`${omni.url}/t/acme/schedules`);
    await page.getByRole("link", { name: "digest", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: "digest" })).toBeVisible();
    await page.getByRole("button", { name: "Run now", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: "digest" })).toBeVisible();
    await expect(page.getByText("Done", { exact: true }).first()).toBeVisible();

    // What happened is recorded soon, not at once.
    await expect(async () => {
      await page.goto(`${omni.url}/t/acme/audit`);
      for (const what of [/plugin\.enabled/, /acme-greeter\.greeted/, /schedule\.run/])
        await expect(page.getByText(what).first()).toBeVisible({ timeout: 3000 });
    }).toPass();
    await fits(page);
    await accessible(page);
    expect(told).toEqual([]);
  } finally {
    await others.close();
    await omni.stop();
  }
});
