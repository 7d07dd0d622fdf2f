import type { Page } from "@playwright/test";

import { accessible, complaints, fits } from "./check";
import { EMAIL, PASSWORD, expect, test, type Omni } from "./omni";
import { Phone } from "./totp";

async function signIn(page: Page, email: string, password = PASSWORD) {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("textbox", { name: "Password", exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Enrol an authenticator by the API, signed in as whoever the page's cookies say. */
async function authenticator(page: Page, omni: Omni): Promise<Phone> {
  const headers = { Origin: omni.url };
  const begun = await page.request.post(`${omni.url}/api/v1/security/2fa/setup`, { data: { method: "totp" }, headers });
  const { flow_id, step } = (await begun.json()) as { flow_id: string; step: { show: { secret: string } } };
  const phone = new Phone(step.show.secret);
  const answers = { code: await phone.code() };
  expect((await page.request.post(`${omni.url}/api/v1/security/2fa/verify`, { data: { flow_id, answers }, headers })).ok()).toBe(true);
  return phone;
}

test("sign in by password, and only ever to this site @phone", async ({ page, omni }) => {
  const told = complaints(page);
  await page.goto("/login?next=%2F%2Fevil.example%2F");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await fits(page);
  await accessible(page);
  await signIn(page, EMAIL, "wrong wrong wrong");
  await expect(page.getByRole("alert")).toContainText("is wrong");
  await signIn(page, EMAIL);
  await expect(page).toHaveURL(`${omni.url}/platform`);
  expect(told).toEqual([]);
});

test("whoever is sent to the login comes back to where he was", async ({ page, omni }) => {
  await page.goto("/platform?x=1");
  await expect(page).toHaveURL(/\/login\?next=/);
  await signIn(page, EMAIL);
  await expect(page).toHaveURL(`${omni.url}/platform?x=1`);
});

test("a link sets a password once, and leaves the address @phone", async ({ page, omni }, info) => {
  const told = complaints(page);
  const email = `linda-${info.project.name}-${info.retry}@example.com`;
  const { id } = await omni.call<{ id: string }>("POST", "/accounts", { body: { email, verified: true } });
  const { link } = await omni.call<{ link: string }>("POST", `/accounts/${id}/setup-link`);
  await page.goto(link);
  await expect(page.getByRole("heading", { level: 1, name: "Set your password" })).toBeVisible();
  expect(page.url()).toBe(`${omni.url}/auth/set-password`);
  await fits(page);
  await accessible(page);
  await page.getByRole("textbox", { name: "New password" }).fill("short");
  await page.getByRole("button", { name: "Set the password" }).click();
  await expect(page.getByRole("textbox", { name: "New password" })).toHaveAccessibleDescription(/12/);
  await page.getByRole("textbox", { name: "New password" }).fill(PASSWORD);
  await page.getByRole("button", { name: "Set the password" }).click();
  await expect(page.getByText("Your password is set")).toBeVisible();
  await page.getByRole("link", { name: "Sign in" }).click();
  await signIn(page, email);
  // In no tenant yet.
  await expect(page.getByRole("heading", { level: 1, name: "Where do you want to work?" })).toBeVisible();
  await expect(page.getByText("You belong to no tenant yet")).toBeVisible();
  await fits(page);
  await accessible(page);
  await page.goto(link);
  await page.getByRole("textbox", { name: "New password" }).fill(PASSWORD);
  await page.getByRole("button", { name: "Set the password" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  expect(told).toEqual([]);
});

test("a second factor is asked for, whichever it is, and a reload goes on there @phone", async ({ page, omni }, info) => {
  const told = complaints(page);
  const slug = `factors-${info.project.name}-${info.retry}`;
  const email = `${slug}@example.com`;
  await omni.tenant(slug, "Factors");
  await omni.person(email, slug, ["member"]);
  await omni.signIn(page.request, email);
  const phone = await authenticator(page, omni);
  await page.context().clearCookies();
  await page.goto(`/login?next=/t/${slug}`);
  await signIn(page, email);
  await expect(page.getByRole("heading", { name: "Authenticator app" })).toBeVisible();
  await fits(page);
  await accessible(page);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Authenticator app" })).toBeVisible();
  await page.getByRole("textbox", { name: "Code" }).fill("abc");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("textbox", { name: "Code" })).toHaveAccessibleDescription(/./);
  await page.getByRole("textbox", { name: "Code" }).fill(await phone.code());
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(`${omni.url}/t/${slug}`);
  expect(told).toEqual([]);
});
