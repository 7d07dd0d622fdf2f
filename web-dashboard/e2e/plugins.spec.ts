import { accessible, complaints, fits } from "./check";
import { GREETER, expect, test } from "./omni";

test("switched on with consent and settings, it appears in another tab at once; off again, it goes @phone", async ({ admin, omni, context }, info) => {
  const told = complaints(admin);
  const slug = `plug-${info.project.name}`;
  await omni.tenant(slug, "Plug Ltd");
  await admin.goto(`/t/${slug}/plugins`);
  await expect(admin.getByRole("heading", { level: 1, name: "Plugins" })).toBeVisible();
  await expect(admin.getByRole("link", { name: "Acme greeter", exact: true })).toBeVisible();
  await fits(admin);
  await accessible(admin);
  const other = await context.newPage();
  await other.goto(`/t/${slug}`);
  const menu = async () => {
    if (info.project.name === "phone") await other.getByRole("button", { name: "Open the menu" }).click();
  };
  await menu();
  await expect(other.getByRole("link", { name: "Plugins", exact: true })).toBeVisible();
  await expect(other.getByRole("link", { name: "Greetings" })).toBeHidden();

  await admin.getByRole("button", { name: "Switch on Acme greeter" }).click();
  const dialog = admin.getByRole("dialog");
  await expect(dialog.getByRole("checkbox", { name: "Send e-mails" })).toBeChecked();
  await dialog.getByRole("textbox", { name: "Salutation" }).fill("");
  await dialog.getByRole("textbox", { name: "Translator Url" }).fill("no address");
  await dialog.getByRole("button", { name: "Switch on" }).click();
  await expect(dialog.getByText("This is no valid uri.")).toBeVisible();
  await accessible(admin);
  await dialog.getByRole("textbox", { name: "Translator Url" }).fill("https://translate.example");
  await dialog.getByLabel("Translator Key").fill("hush-hush");
  await dialog.getByRole("button", { name: "Switch on" }).click();
  await expect(admin.getByText("Acme greeter is on.")).toBeVisible();
  await expect(other.getByRole("link", { name: "Greetings" })).toBeVisible({ timeout: 5000 });

  await admin.getByRole("button", { name: "Switch off Acme greeter" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Switch off" }).click();
  await expect(admin.getByText("Acme greeter is off.")).toBeVisible();
  await expect(other.getByRole("link", { name: "Greetings" })).toBeHidden({ timeout: 5000 });

  // By the command line, which is another process.
  omni.command("plugin", "enable", GREETER, "--tenant", slug, "--grant");
  await expect(other.getByRole("link", { name: "Greetings" })).toBeVisible({ timeout: 5000 });
  expect(told).toEqual([]);
});

test("its page: settings with a secret nobody reads, data, export and purge @phone", async ({ admin, omni }, info) => {
  const told = complaints(admin);
  const slug = `detail-${info.project.name}`;
  await omni.tenant(slug, "Detail Ltd");
  await omni.enable(slug);
  await omni.call("PATCH", `/plugins/${GREETER}/settings`, { tenant: slug, body: { translator_key: "hush-hush" } });
  await admin.goto(`/t/${slug}/plugins/${GREETER}`);
  await expect(admin.getByRole("heading", { level: 1, name: "Acme greeter" })).toBeVisible();
  const secret = admin.getByRole("group", { name: "Translator Key" });
  await expect(secret).toContainText("Set; it is not shown.");
  await fits(admin);
  await accessible(admin);
  expect(await admin.content()).not.toContain("hush-hush");

  await admin.getByRole("textbox", { name: "Salutation" }).fill("Welcome");
  await secret.getByRole("button", { name: "Remove" }).click();
  await admin.getByRole("button", { name: "Save" }).click();
  await expect(admin.getByText("Saved", { exact: true })).toBeVisible();
  const { values } = await omni.call<{ values: Record<string, string> }>("GET", `/plugins/${GREETER}/settings`, { tenant: slug });
  expect(values).toMatchObject({ salutation: "Welcome", translator_key: "" });

  const download = admin.waitForEvent("download");
  await admin.getByRole("button", { name: "Export data" }).click();
  expect((await download).suggestedFilename()).toContain(GREETER);
  await admin.getByRole("button", { name: "Delete data…" }).click();
  const dialog = admin.getByRole("dialog");
  await expect(dialog.getByText("Rows of Greeting")).toBeVisible();
  await accessible(admin);
  await dialog.getByRole("textbox").fill(GREETER);
  await dialog.getByRole("button", { name: "Delete for good" }).click();
  await expect(admin.getByText("All data of Acme greeter here is deleted.")).toBeVisible();
  await expect(admin.getByRole("button", { name: "Switch on" })).toBeVisible();
  expect(told).toEqual([]);
});

test("the matrix switches many at once, and follows @phone", async ({ admin, omni }, info) => {
  const told = complaints(admin);
  const project = info.project.name;
  for (const name of ["one", "two", "three"]) await omni.tenant(`mx-${project}-${name}`, `Matrix ${project} ${name}`);
  await admin.goto(`/platform/matrix?q=mx-${project}&level=tenant`);
  await expect(admin.getByRole("button", { name: `Acme greeter for Matrix ${project} one: Off` })).toBeVisible();
  await admin.getByRole("checkbox", { name: `Choose Matrix ${project} one` }).check();
  await admin.getByRole("checkbox", { name: `Choose Matrix ${project} two` }).check();
  await fits(admin);
  await accessible(admin);
  await admin.getByRole("button", { name: "Switch on" }).click();
  const dialog = admin.getByRole("dialog", { name: "Switch on Acme greeter for 2 tenants" });
  await dialog.getByRole("button", { name: "Switch on" }).click();
  await expect(admin.getByRole("button", { name: `Acme greeter for Matrix ${project} two: On` })).toBeVisible();
  await omni.enable(`mx-${project}-three`);
  await expect(admin.getByRole("button", { name: `Acme greeter for Matrix ${project} three: On` })).toBeVisible();
  expect(told).toEqual([]);
});

test("one that failed to load, with its traceback; the installation's catalogue @phone", async ({ admin }) => {
  const told = complaints(admin);
  await admin.goto("/platform/plugins?state=quarantined");
  await admin.getByRole("link", { name: "Broken", exact: true }).click();
  await expect(admin.getByText(/the wheel came off/).first()).toBeVisible();
  await expect(admin.getByRole("region", { name: "Traceback" })).toBeVisible();
  await fits(admin);
  await accessible(admin);
  expect(told).toEqual([]);
});

test.describe("in German", () => {
  test.use({ locale: "de-DE" });
  test("the plugins' own texts, too", async ({ admin, omni }) => {
    await omni.tenant("deutsch", "Deutsch GmbH");
    await admin.goto("/t/deutsch/plugins");
    await expect(admin.getByText("Wer was wann getan hat, in einer Kette, die Manipulation sichtbar macht.")).toBeVisible();
    await admin.getByRole("button", { name: "Acme greeter einschalten" }).click();
    await expect(admin.getByRole("dialog").getByRole("textbox", { name: "Anrede" })).toBeVisible();
  });
});
