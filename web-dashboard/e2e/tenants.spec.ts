import { accessible, complaints, fits } from "./check";
import { expect, test } from "./omni";

test("tenants: created, found, looked at, suspended and resumed", async ({ admin, omni }, { project }) => {
  const told = complaints(admin);
  const slug = `north-${project.name}`;
  await omni.tenant("first", "First");
  await admin.goto("/platform/tenants");
  await expect(admin.getByRole("heading", { level: 1, name: "Tenants" })).toBeVisible();
  await expect(admin.getByRole("link", { name: "First" })).toBeVisible();
  await fits(admin);
  await accessible(admin);

  await admin.getByRole("button", { name: "Create a tenant" }).click();
  const dialog = admin.getByRole("dialog", { name: "Create a tenant" });
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("First");
  await expect(dialog.getByRole("textbox", { name: "Short name" })).toHaveValue("first");
  await dialog.getByRole("combobox", { name: "Time zone" }).fill("Berlin");
  await admin.getByRole("option", { name: "Europe/Berlin" }).click();
  await accessible(admin);
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await expect(dialog.getByText(/there is a tenant 'first' already/)).toBeVisible();
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill(`North ${project.name}`);
  await expect(dialog.getByRole("textbox", { name: "Short name" })).toHaveValue(slug);
  await dialog.getByRole("button", { name: "Create", exact: true }).click();

  await expect(admin.getByRole("heading", { level: 1, name: `North ${project.name}` })).toBeVisible();
  await expect(admin).toHaveURL(`/platform/tenants/${slug}`);
  await expect(admin.getByText("Europe/Berlin")).toBeVisible();
  await fits(admin);
  await accessible(admin);

  const menu = admin.getByRole("button", { name: `Actions for North ${project.name}` });
  await menu.click();
  await admin.getByRole("menuitem", { name: "Suspend" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Suspend" }).click();
  await expect(admin.getByText("Suspended")).toBeVisible();
  await menu.click();
  await admin.getByRole("menuitem", { name: "Resume" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Resume" }).click();
  await expect(admin.getByText("Active")).toBeVisible();
  expect(told).toEqual([]);
});

test("a deleted tenant can be brought back, and deleted for good", async ({ admin, omni }) => {
  const told = complaints(admin);
  await omni.tenant("brief", "Brief");
  await admin.goto("/platform/tenants?q=brief");
  await admin.getByRole("button", { name: "Actions for Brief" }).click();
  await admin.getByRole("menuitem", { name: "Delete" }).click();
  const dialog = admin.getByRole("dialog", { name: "Delete Brief?" });
  const remove = dialog.getByRole("button", { name: "Delete", exact: true });
  await expect(remove).toBeDisabled();
  const saved = admin.waitForEvent("download");
  await dialog.getByRole("button", { name: "Export all data" }).click();
  expect((await saved).suggestedFilename()).toBe("brief.zip");
  await dialog.getByRole("textbox").fill("brief");
  await accessible(admin);
  await remove.click();
  await expect(admin.getByText(/^Deleted on /)).toBeVisible();
  expect(await omni.call("GET", "/tenants/brief")).toMatchObject({ state: "deleting" });

  await admin.getByRole("link", { name: "Brief" }).click();
  await expect(admin.getByRole("alert").filter({ hasText: "will be deleted for good" })).toBeVisible();
  await admin.getByRole("button", { name: "Bring back" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Bring back" }).click();
  await expect(admin.getByText("Active")).toBeVisible();
  expect(await omni.call("GET", "/tenants/brief")).toMatchObject({ state: "active", delete_after: null });

  await admin.getByRole("button", { name: "Actions for Brief" }).click();
  await admin.getByRole("menuitem", { name: "Delete" }).click();
  await dialog.getByRole("checkbox", { name: "Delete now, without days of grace" }).check();
  await dialog.getByRole("textbox").fill("brief");
  await dialog.getByRole("button", { name: "Delete now" }).click();
  await expect(admin).toHaveURL("/platform/tenants");
  await expect(admin.getByText("Brief was deleted.")).toBeVisible();
  await expect(omni.call("GET", "/tenants/brief")).rejects.toThrow("404");
  expect(told).toEqual([]);
});

test("a tenant's page shows what belongs to it", async ({ admin, omni }) => {
  const told = complaints(admin);
  await omni.tenant("whole", "Whole");
  await omni.person("mia@example.com", "whole", ["member"]);
  await omni.call("POST", "/api-keys", { body: { name: "ci", roles: ["viewer"] }, tenant: "whole" });
  await admin.goto("/platform/tenants/whole?tab=members");
  await expect(admin.getByText("mia@example.com")).toBeVisible();
  await fits(admin);
  await accessible(admin);
  for (const [tab, text] of [
    ["Plugins", "Audit log"],
    ["API keys", "ci"],
    ["Audit log", "tenant.created"],
  ] as const) {
    await admin.getByRole("tab", { name: tab }).click();
    await expect(admin.getByRole("cell", { name: text, exact: true })).toBeVisible();
    await fits(admin);
  }
  await expect(admin).toHaveURL("/platform/tenants/whole?tab=audit");
  await admin.getByRole("tab", { name: "API keys" }).click();
  await admin.getByRole("link", { name: "Manage API keys" }).click();
  await expect(admin).toHaveURL("/t/whole/keys");
  expect(told).toEqual([]);
});
