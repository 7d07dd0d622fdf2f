import { accessible, complaints, fits } from "./check";
import { expect, test } from "./omni";

const SLUG = "keys";

test("a key of a tenant: made, used, replaced, revoked", async ({ admin, omni, isMobile }) => {
  const told = complaints(admin);
  const name = `import ${isMobile ? "phone" : "desk"}`;
  await omni.tenant(SLUG, "Keys Ltd");
  await admin.goto(`/t/${SLUG}/keys?state=active`);
  await expect(admin.getByRole("heading", { level: 1, name: "API keys" })).toBeVisible();
  await admin.getByRole("button", { name: "New key" }).first().click();
  const form = admin.getByRole("dialog", { name: "New key" });
  await form.getByRole("button", { name: "Create" }).click();
  await expect(form.getByRole("textbox", { name: "Name" })).toHaveAttribute("aria-invalid", "true");
  await form.getByRole("textbox", { name: "Name" }).fill(name);
  await form.getByRole("combobox", { name: "Roles" }).click();
  await admin.getByRole("option", { name: "Viewer" }).click();
  await form.getByRole("checkbox", { name: "See who belongs to the tenant" }).check();
  await accessible(admin);
  await form.getByRole("button", { name: "Create" }).click();

  const made = admin.getByRole("dialog", { name: "Your new key" });
  const key = (await made.getByLabel("API key", { exact: true }).textContent()) ?? "";
  expect(key).toMatch(/^omni_/);
  await accessible(admin);
  await admin.keyboard.press("Escape");
  await made.getByRole("button", { name: "I have kept it" }).click();
  const use = (path: string) => fetch(`${omni.url}/api/v1${path}`, { headers: { Authorization: `Bearer ${key}` } }).then((answer) => answer.status);
  expect([await use(`/tenants/${SLUG}/members`), await use("/api-keys")]).toEqual([200, 403]);
  await expect(admin.getByRole("row", { name: new RegExp(name) }).getByText("+ 1 permission")).toBeVisible();
  await fits(admin);
  await accessible(admin);

  await admin.getByRole("button", { name: `Actions for ${name}` }).click();
  await admin.getByRole("menuitem", { name: "Replace" }).click();
  const rotate = admin.getByRole("dialog", { name: `Replace ${name} by a new key` });
  await rotate.getByRole("spinbutton").fill("9999");
  await rotate.getByRole("button", { name: "Replace" }).click();
  await expect(rotate.getByRole("spinbutton")).toHaveAttribute("aria-invalid", "true");
  await rotate.getByRole("spinbutton").fill("0");
  await rotate.getByRole("button", { name: "Replace" }).click();
  await made.getByRole("button", { name: "I have kept it" }).click();
  await expect.poll(() => use(`/tenants/${SLUG}/members`)).toBe(401);

  await admin.getByRole("button", { name: `Actions for ${name}` }).click();
  await admin.getByRole("menuitem", { name: "Revoke" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(admin.getByText("No key is in this state")).toBeVisible();
  expect(told).toEqual([]);
});

test("keys of the platform", async ({ admin }) => {
  await admin.goto("/platform/keys");
  await expect(admin.getByText("Everything").first()).toBeVisible();
  await fits(admin);
  await accessible(admin);
});
