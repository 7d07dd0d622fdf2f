import { accessible, complaints, fits } from "./check";
import { expect, test } from "./omni";
import { staff } from "./staff";

const SLUG = "people";

const PEOPLE = { olga: "owner", ann: "member", bert: "viewer" };

test.beforeEach(async ({ omni }) => {
  await omni.tenant(SLUG, "People Ltd");
  for (const [name, role] of Object.entries(PEOPLE)) await staff(omni, SLUG, `${name}@people.example`, [role]);
});

test("members, their search and their filter @phone", async ({ admin }) => {
  const told = complaints(admin);
  await admin.goto(`/t/${SLUG}/people`);
  const table = admin.getByRole("table", { name: "Members" });
  await expect(table.getByText("ann@people.example")).toBeVisible();
  await fits(admin);
  await accessible(admin);
  await admin.getByRole("searchbox", { name: "Search by name or e-mail" }).fill("BERT");
  await expect(table.getByText("ann@people.example")).toBeHidden();
  await expect(table.getByText("bert@people.example")).toBeVisible();
  await expect(admin).toHaveURL(/q=BERT/);
  await admin.goto(`/t/${SLUG}/people?role=owner`);
  await expect(table.getByText("olga@people.example")).toBeVisible();
  await expect(table.getByText("bert@people.example")).toBeHidden();
  expect(told).toEqual([]);
});

test("people are invited, asked again and let go", async ({ admin, omni }) => {
  const told = complaints(admin);
  const sent = async () => {
    const { items } = await omni.call<{ items: { email: string; sent: number }[] }>("GET", "/invitations", { tenant: SLUG });
    return items.find((one) => one.email === "one@new.example")?.sent;
  };
  await admin.goto(`/t/${SLUG}/people`);
  await admin.getByRole("button", { name: "Invite people" }).click();
  const dialog = admin.getByRole("dialog", { name: "Invite people" });
  const field = dialog.getByRole("textbox", { name: "E-mail addresses" });
  await field.fill("one@new.example, nonsense");
  await expect(dialog.getByText("This is not an e-mail address: nonsense")).toBeVisible();
  await field.fill("one@new.example\nTwo <two@new.example>; ann@people.example");
  await dialog.getByRole("button", { name: "Send 3 invitations" }).click();
  await expect(dialog.getByText("It did not work for 1 of 3:")).toBeVisible();
  await expect(dialog.getByText(/^ann@people\.example: /)).toBeVisible();
  await accessible(admin);
  await dialog.getByRole("button", { name: "Close" }).click();

  await admin.getByRole("tab", { name: "Invitations" }).click();
  await expect(admin).toHaveURL(/view=invitations/);
  const table = admin.getByRole("table", { name: "Invitations" });
  await expect(table.getByText("two@new.example")).toBeVisible();
  await expect.poll(sent).toBe(1);
  await admin.getByRole("button", { name: "Actions for one@new.example" }).click();
  await admin.getByRole("menuitem", { name: "Send again" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Send again" }).click();
  // One mail a minute to an address: what was refused is said in the dialog.
  await expect(admin.getByRole("dialog").getByText(/less than a minute ago/)).toBeVisible();
  await admin.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await expect(admin.getByRole("dialog")).toBeHidden();
  await accessible(admin);
  await admin.getByRole("checkbox", { name: "Choose all rows" }).check();
  await admin.getByRole("button", { name: "Withdraw" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
  await expect(admin.getByText("No open invitations")).toBeVisible();
  await accessible(admin);
  expect(told).toEqual([]);
});

test("roles are changed for many, and the last owner stays", async ({ admin, omni }) => {
  await admin.goto(`/t/${SLUG}/people`);
  await admin.getByRole("row", { name: /ann@/ }).getByRole("checkbox").check();
  await admin.getByRole("row", { name: /bert@/ }).getByRole("checkbox").check();
  await admin.getByRole("button", { name: "Change roles" }).click();
  const dialog = admin.getByRole("dialog", { name: "Roles of 2 people" });
  await dialog.getByRole("combobox", { name: "Roles" }).click();
  await admin.getByRole("option", { name: "Administrator" }).click();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(admin.getByRole("row", { name: /ann@.*Administrator/ })).toBeVisible();

  await admin.getByRole("button", { name: "Actions for olga@people.example" }).click();
  await admin.getByRole("menuitem", { name: "Remove" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(admin.getByRole("dialog").getByText(/is the last owner/)).toBeVisible();
  await accessible(admin);
  for (const name of ["ann", "bert"] as const) {
    const id = await staff(omni, SLUG, `${name}@people.example`, []);
    await omni.call("PATCH", `/tenants/${SLUG}/members/${id}`, { body: { roles: [PEOPLE[name]] }, tenant: SLUG });
  }
});

test("a role of one's own on the matrix @phone", async ({ admin, omni, isMobile }) => {
  const told = complaints(admin);
  const name = `support-team-${isMobile ? "phone" : "desk"}`;
  await admin.goto(`/t/${SLUG}/people/roles`);
  await expect(admin.getByRole("table", { name: "Permissions by role" })).toBeVisible();
  await fits(admin);
  await accessible(admin);
  await admin.getByRole("button", { name: "New role" }).click();
  const dialog = admin.getByRole("dialog", { name: "New role" });
  await dialog.getByRole("textbox", { name: "Title" }).fill(name.replaceAll("-", " "));
  await expect(dialog.getByRole("textbox", { name: "Short name" })).toHaveValue(name);
  await dialog.getByRole("checkbox", { name: "See the API keys" }).check();
  await accessible(admin);
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(dialog).toBeHidden();

  await admin.goto(`/t/${SLUG}/people/roles?role=${name}`);
  const cell = admin.getByRole("checkbox", { name: `${name.replaceAll("-", " ")}: See the tenant`, exact: true });
  await cell.check();
  await expect(admin.getByText("1 change not saved yet")).toBeVisible();
  await accessible(admin);
  await admin.getByRole("button", { name: "Save" }).click();
  await expect(admin.getByText("1 change not saved yet")).toBeHidden();
  const role = await omni.call<{ permissions: string[] }>("GET", `/roles/${name}`, { tenant: SLUG });
  expect(role.permissions).toEqual(["omni.key.read", "omni.tenant.read"]);

  await admin.getByRole("button", { name: `Actions for ${name.replaceAll("-", " ")}` }).click();
  await admin.getByRole("menuitem", { name: "Delete" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(cell).toBeHidden();
  expect(told).toEqual([]);
});

test("accounts of the installation @phone", async ({ admin, omni, isMobile }) => {
  const told = complaints(admin);
  const email = `carl-${isMobile ? "phone" : "desk"}@new.example`;
  await admin.goto("/platform/accounts");
  await expect(admin.getByText("olga@people.example")).toBeVisible();
  await fits(admin);
  await accessible(admin);
  await admin.getByRole("button", { name: "New account" }).click();
  const form = admin.getByRole("dialog", { name: "New account" });
  await form.getByRole("textbox", { name: "E-mail" }).fill("nonsense");
  await form.getByRole("button", { name: "Create" }).click();
  await expect(form.getByRole("textbox", { name: "E-mail" })).toHaveAttribute("aria-invalid", "true");
  await form.getByRole("textbox", { name: "E-mail" }).fill(email);
  await form.getByRole("textbox", { name: "Name" }).fill(`Carl ${isMobile ? "P" : "D"}`);
  await form.getByRole("button", { name: "Create" }).click();
  const link = admin.getByRole("dialog", { name: /^Set-up link for Carl/ });
  await link.getByRole("button", { name: "Make set-up link" }).click();
  await expect(link.getByLabel("Set-up link", { exact: true })).toContainText(`${omni.url}/auth/set-password#`);
  await accessible(admin);
  await link.getByRole("button", { name: "Close" }).click();

  await admin.goto(`/platform/accounts?q=${email}`);
  await admin.getByRole("button", { name: /^Actions for Carl/ }).click();
  await admin.getByRole("menuitem", { name: "Switch off" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Switch off" }).click();
  await expect(admin.getByRole("dialog")).toBeHidden();
  await expect(admin.getByRole("table").getByText("Switched off")).toBeVisible();
  await admin.getByRole("button", { name: /^Actions for Carl/ }).click();
  await admin.getByRole("menuitem", { name: "Erase for good" }).click();
  const erase = admin.getByRole("dialog");
  await expect(erase.getByRole("button", { name: "Erase for good" })).toBeDisabled();
  await erase.getByRole("textbox").fill(email);
  await erase.getByRole("button", { name: "Erase for good" }).click();
  await expect(admin.getByText("Nothing found")).toBeVisible();
  expect(told).toEqual([]);
});
