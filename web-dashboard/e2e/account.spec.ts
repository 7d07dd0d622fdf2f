import type { Page } from "@playwright/test";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { accessible, complaints, fits } from "./check";
import { EMAIL, PASSWORD, expect, test, type Omni } from "./omni";
import { Phone } from "./totp";

let count = 0;

/** Somebody new in a tenant, signed in. */
async function somebody(page: Page, omni: Omni): Promise<string> {
  const email = `ann-${Date.now()}-${count++}@example.com`;
  await omni.tenant("people", "People Ltd");
  const { id } = await omni.call<{ id: string }>("POST", "/accounts", { body: { email, verified: true } });
  const { link } = await omni.call<{ link: string }>("POST", `/accounts/${id}/setup-link`);
  await omni.setPassword(link);
  await omni.call("POST", "/tenants/people/members", { body: { email, roles: ["member"] }, tenant: "people" });
  await omni.signIn(page.request, email);
  return email;
}

/** Mails to an address by now; the folder is made with the first of all. */
function mailsTo(omni: Omni, to: string): string[] {
  const folder = join(omni.folder, "data", "mail");
  if (!existsSync(folder)) return [];
  const mails = readdirSync(folder).filter((name) => name.endsWith(".eml"));
  return mails
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .filter((text) => text.includes(`To: ${to}`));
}

async function signIn(page: Page, email: string, password = PASSWORD) {
  await page.getByRole("textbox", { name: "E-mail address" }).fill(email);
  await page.getByRole("textbox", { name: "Password", exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

test("profile: name, language, and a copy of one's data", async ({ page, omni }) => {
  const told = complaints(page);
  const email = await somebody(page, omni);
  await page.goto("/account");
  await expect(page.getByRole("heading", { level: 1, name: "Profile" })).toBeVisible();
  await expect(page.getByText(email).first()).toBeVisible();
  await fits(page);
  await accessible(page);
  await page.getByRole("textbox", { name: "Name" }).fill("Ann Example");
  await page.getByRole("combobox", { name: "Language" }).click();
  await page.getByRole("option", { name: "Deutsch" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Profil" })).toBeVisible();
  await fits(page);
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Kopie herunterladen" }).click()]);
  expect(readFileSync(await file.path(), "utf8")).toContain("Ann Example");
  expect(told).toEqual([]);
});

test("a password is changed, with its errors at the fields", async ({ page, omni }) => {
  const email = await somebody(page, omni);
  const next = `${PASSWORD} and more`;
  await page.goto("/account/security");
  await page.getByRole("button", { name: "Change the password" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Present password" }).fill(PASSWORD);
  await dialog.getByRole("textbox", { name: "New password" }).fill("short");
  await dialog.getByRole("button", { name: "Change" }).click();
  await expect(dialog.getByRole("textbox", { name: "New password" })).toHaveAccessibleDescription(/12/);
  await dialog.getByRole("textbox", { name: "New password" }).fill(next);
  await dialog.getByRole("button", { name: "Change" }).click();
  await expect(page.getByText("Your password is changed")).toBeVisible();
  await page.context().clearCookies();
  await page.goto("/login?next=/account");
  await signIn(page, email, next);
  await expect(page).toHaveURL(`${omni.url}/account`);
});

test("authenticator and backup codes are set up, used, and removed", async ({ page, omni }) => {
  const told = complaints(page);
  const email = await somebody(page, omni);
  await page.goto("/account/security");
  await expect(page.getByRole("heading", { level: 1, name: "Security" })).toBeVisible();
  await expect(page.getByText("You have no second factor")).toBeVisible();
  await fits(page);
  await accessible(page);

  await page.getByRole("button", { name: "Set up: Authenticator app" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("img", { name: /QR code/ })).toBeVisible();
  await fits(page);
  await accessible(page);
  const phone = new Phone((await dialog.getByLabel("Secret, to be typed into the app", { exact: true }).textContent()) ?? "");
  await dialog.getByRole("textbox", { name: "Code" }).fill("000000");
  await dialog.getByRole("button", { name: "Confirm" }).click();
  await expect(dialog.getByRole("alert")).toContainText("not right");
  await dialog.getByRole("textbox", { name: "Code" }).fill(await phone.code());
  await dialog.getByRole("button", { name: "Confirm" }).click();
  await expect(dialog.getByText("It is set up: Authenticator app")).toBeVisible();

  await dialog.getByRole("button", { name: "Set up: Backup codes" }).click();
  await expect(dialog.getByRole("list", { name: "Backup codes" }).getByRole("listitem")).toHaveCount(10);
  const codes = await dialog.getByRole("list", { name: "Backup codes" }).getByRole("listitem").allTextContents();
  await fits(page);
  await accessible(page);
  const [file] = await Promise.all([page.waitForEvent("download"), dialog.getByRole("button", { name: "Save as a file" }).click()]);
  expect(readFileSync(await file.path(), "utf8")).toContain(codes[9]);
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".omni-sheet")).toContainText(codes[0] ?? "-");
  await expect(page.locator(".omni-sheet")).toBeVisible();
  await expect(page.locator("#root")).toBeHidden();
  await expect(dialog).toBeHidden();
  await page.emulateMedia({ media: "screen" });
  await dialog.getByRole("textbox", { name: "Backup code" }).fill(codes[0] ?? "");
  await dialog.getByRole("button", { name: "Confirm" }).click();
  await expect(dialog.getByText("It is set up: Backup codes")).toBeVisible();
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("list", { name: "Second factors" }).getByRole("listitem")).toHaveCount(2);
  await fits(page);
  await accessible(page);

  // The phone is lost: a backup code opens the door, once.
  await page.context().clearCookies();
  await page.goto("/login?next=/account/security");
  await signIn(page, email);
  await page.getByRole("button", { name: "Use this instead: Backup codes" }).click();
  await page.getByRole("textbox", { name: "Backup code" }).fill(codes[1] ?? "");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(`${omni.url}/account/security`);

  await page.getByRole("button", { name: "Remove: Authenticator app" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("You have no second factor")).toBeVisible();
  expect(told).toEqual([]);
});

test("sessions: one is ended, then all others", async ({ page, omni, browser }) => {
  const told = complaints(page);
  const email = await somebody(page, omni);
  const other = await browser.newContext({ baseURL: omni.url });
  for (let more = 0; more < 2; more++) {
    await other.clearCookies();
    await omni.signIn(other.request, email);
  }
  await page.goto("/account/sessions");
  const rows = page.getByRole("list", { name: "You are signed in here" }).getByRole("listitem");
  await expect(rows).toHaveCount(3);
  await fits(page);
  await accessible(page);
  await page
    .getByRole("button", { name: /^End: / })
    .first()
    .click();
  await page.getByRole("dialog").getByRole("button", { name: "End", exact: true }).click();
  await expect(rows).toHaveCount(2);
  await page.getByRole("button", { name: "End all others" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End", exact: true }).click();
  await expect(rows).toHaveCount(1);
  expect((await other.request.get(`${omni.url}/api/v1/auth/me`)).status()).toBe(401);
  await other.close();
  expect(told).toEqual([]);
});

test("a session that ends loses no form, and a grave step asks for the password again", async ({ page, omni }) => {
  const told = complaints(page);
  const email = await somebody(page, omni);
  await page.goto("/account");
  await page.getByRole("textbox", { name: "Name" }).fill("Typed before the session ended");
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Save" }).click();
  const dialog = page.getByRole("dialog", { name: "Your session is over" });
  await expect(dialog.getByRole("textbox", { name: "E-mail address" })).toHaveValue(email);
  await dialog.getByRole("textbox", { name: "Password", exact: true }).fill(PASSWORD);
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByText("Saved")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue("Typed before the session ended");

  // As after a quarter of an hour: the first answer wants it proven again.
  let asked = false;
  await page.route("**/api/v1/auth/me/export", async (route) => {
    if (asked) return route.continue();
    asked = true;
    const problem = { type: "/problems/reauthentication-required", title: "Sign in again", status: 403, minutes: 15 };
    return route.fulfill({ status: 403, contentType: "application/problem+json", body: JSON.stringify(problem) });
  });
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download a copy" }).click();
  const again = page.getByRole("dialog", { name: "Confirm that it is you" });
  await again.getByRole("textbox", { name: "Password", exact: true }).fill("wrong wrong wrong");
  await again.getByRole("button", { name: "Continue" }).click();
  await expect(again.getByRole("alert")).toContainText("is wrong");
  await again.getByRole("textbox", { name: "Password", exact: true }).fill(PASSWORD);
  await again.getByRole("button", { name: "Continue" }).click();
  expect((await download).suggestedFilename()).toBe("omni-account.json");
  await expect(again).toBeHidden();
  expect(told).toEqual([]);
});

test("an address is changed when both sides confirmed, and an account is erased", async ({ page, omni }) => {
  const email = await somebody(page, omni);
  const moved = `moved-${email}`;
  const link = async (to: string, action: string) => {
    const find = () => mailsTo(omni, to).flatMap((text) => text.replaceAll(/=\r?\n/g, "").match(new RegExp(`http\\S+/auth/${action}#[\\w-]+`, "g")) ?? []);
    await expect.poll(() => find().length, { timeout: 30_000 }).toBeGreaterThan(0);
    return find().at(-1) ?? "";
  };
  await page.goto("/account");
  await page.getByRole("button", { name: "Change the address" }).click();
  await page.getByRole("textbox", { name: "New address" }).fill(moved);
  await page.getByRole("button", { name: "Send the links" }).click();
  await expect(page.getByText("Two mails are on their way")).toBeVisible();
  const [theirs, mine] = [await link(moved, "change-email"), await link(email, "change-email")];
  await page.goto(theirs);
  await page.getByRole("button", { name: "Confirm the change" }).click();
  await expect(page.getByText("as soon as the other address confirms it")).toBeVisible();
  await page.goto(mine);
  await page.getByRole("button", { name: "Confirm the change" }).click();
  await expect(page.getByText("Your account has its new e-mail address")).toBeVisible();

  await page.context().clearCookies();
  await page.goto("/login?next=/account");
  await signIn(page, moved);
  await page.getByRole("button", { name: "Erase the account" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Erase the account" })).toBeDisabled();
  await dialog.getByRole("textbox").fill(moved);
  await dialog.getByRole("button", { name: "Erase the account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await signIn(page, moved);
  await expect(page.getByRole("alert").filter({ hasText: "is wrong" })).toBeVisible();
});

test("an invitation is accepted with a new password, and by whoever has an account", async ({ page, omni }, info) => {
  const told = complaints(page);
  const slug = `club-${info.project.name}-${info.retry}`;
  await omni.tenant(slug, "The Club");
  const newcomer = `new-${slug}@example.com`;
  const known = await somebody(page, omni);
  await page.context().clearCookies();
  const admin = await page.context().browser()?.newContext({ baseURL: omni.url });
  if (!admin) throw new Error("no browser");
  await omni.signIn(admin.request, EMAIL);
  for (const email of [newcomer, known]) {
    const headers = { Origin: omni.url, "Omni-Tenant": slug };
    const asked = await admin.request.post(`${omni.url}/api/v1/invitations`, { data: { email, roles: ["member"] }, headers });
    expect(asked.status(), await asked.text()).toBe(201);
  }
  await admin.close();
  const link = async (to: string) => {
    const find = () => mailsTo(omni, to).flatMap((text) => text.replaceAll(/=\r?\n/g, "").match(/http\S+\/auth\/invitation#[\w-]+/g) ?? []);
    await expect.poll(() => find().length, { timeout: 30_000 }).toBeGreaterThan(0);
    return find().at(-1) ?? "";
  };
  await page.goto(await link(newcomer));
  await expect(page.getByRole("heading", { level: 1, name: "Join The Club" })).toBeVisible();
  await fits(page);
  await accessible(page);
  await page.getByRole("textbox", { name: "Your name" }).fill("Newcomer");
  await page.getByRole("textbox", { name: "New password" }).fill(PASSWORD);
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page.getByText("You belong to The Club now")).toBeVisible();

  await page.goto(await link(known));
  await expect(page.getByText("You have an account already")).toBeVisible();
  await accessible(page);
  await page.getByRole("textbox", { name: "Password", exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByText("You belong to The Club now")).toBeVisible();
  await page.getByRole("link", { name: "To Omni" }).click();
  await expect(page.getByRole("list", { name: "Where do you want to work?" }).getByRole("listitem")).toHaveCount(2);
  await fits(page);
  await accessible(page);
  expect(told).toEqual([]);
});
