import type { Page } from "@playwright/test";

import { accessible, complaints, fits } from "./check";
import { expect, test, type Omni } from "./omni";

const GREETINGS = "/x/acme-greeter/greetings";

async function shown(page: Page, omni: Omni, slug: string, plugin: string): Promise<void> {
  await omni.tenant(slug, `The ${slug}`);
  const { scopes } = await omni.call<{ scopes: unknown }>("GET", `/plugins/${plugin}`, { tenant: slug });
  await omni.call("POST", `/plugins/${plugin}/enable`, { tenant: slug, body: { grant: scopes } });
  await page.goto(`/t/${slug}`);
}

test("the page of a plugin that was just written @phone", async ({ admin, omni }) => {
  const told = complaints(admin);
  await shown(admin, omni, "hall", "acme-greeter");
  await admin.goto("/t/hall/p/acme-greeter/greetings");
  await expect(admin.getByRole("heading", { level: 1, name: "Greetings" })).toBeVisible();
  await expect(admin.getByText("Nobody has been greeted yet.")).toBeVisible();
  await omni.call("POST", `${GREETINGS}/Ada`, { tenant: "hall" });
  await admin.reload();
  await expect(admin.getByRole("cell", { name: "Hello, Ada!" })).toBeVisible();
  await fits(admin);
  await accessible(admin);
  expect(told).toEqual([]);
});

test("a page of every kind of block @phone", async ({ admin, omni }) => {
  const told = complaints(admin);
  await shown(admin, omni, "shop", "acme-showcase");
  await admin.goto("/t/shop/p/acme-showcase/shop");
  await expect(admin.getByRole("heading", { level: 1, name: "Shop" })).toBeVisible();
  const sales = admin.getByRole("region", { name: "Sales" });
  await expect(sales).toContainText("€1,234.50");
  await expect(sales).toContainText("+23% against €1,000.00 before");
  await expect(sales).toContainText("12.5%");
  await expect(sales.getByRole("img", { name: "How Orders went: between 3 and 9" })).toBeVisible();
  for (const name of ["By day", "Paid", "By product", "Shares"]) {
    const chart = admin.getByRole("region", { name });
    await chart.scrollIntoViewIfNeeded();
    await expect(chart.locator("svg.recharts-surface").first()).toBeVisible();
  }
  await expect(admin.getByRole("cell", { name: "Atlas" }).first()).toBeVisible();
  await expect(admin.getByRole("textbox", { name: "Street" })).toHaveValue("High Street 1");
  await fits(admin);
  await accessible(admin);
  expect(told).toEqual([]);
});

test("what a page lets one do", async ({ admin, omni }) => {
  await shown(admin, omni, "works", "acme-showcase");
  await admin.goto("/t/works/p/acme-showcase/shop");

  // A form of the action's own, whose mistakes stand at their fields.
  await admin.getByRole("button", { name: "Add a product" }).click();
  const dialog = admin.getByRole("dialog", { name: "Add a product" });
  await dialog.getByLabel("Name").fill("C");
  await dialog.getByLabel("Price").fill("12.5");
  await dialog.getByRole("button", { name: "Add a product" }).click();
  await expect(dialog.getByText(/at least 2 characters/)).toBeVisible();
  await dialog.getByLabel("Name").fill("Codex");
  await dialog.getByRole("button", { name: "Add a product" }).click();
  await expect(admin.getByText("Done: Add a product")).toBeVisible();
  await expect(admin.getByRole("cell", { name: "Codex" })).toBeVisible();

  // A row's action, after a question.
  const row = admin.getByRole("row").filter({ hasText: "Codex" });
  await row.getByRole("button", { name: "Unlist" }).click();
  const question = admin.getByRole("dialog", { name: "Unlist" });
  await expect(question.getByText("Customers will not find it any more.")).toBeVisible();
  await question.getByRole("button", { name: "Unlist" }).click();
  await expect(row.getByRole("cell", { name: "No" })).toBeVisible();

  // A form over the body of a route, of objects in objects, filled from another one.
  await admin.getByRole("textbox", { name: "Town" }).fill("Beeham");
  await admin.getByRole("button", { name: "Save" }).click();
  await expect(admin.getByText("Done: The shop")).toBeVisible();
  expect(await omni.call("GET", "/x/acme-showcase/shop", { tenant: "works" })).toMatchObject({
    title: "Acme Books",
    address: { street: "High Street 1", town: "Beeham" },
  });

  // What the plugin publishes shows at once, and its figures stand on the home page, too.
  await omni.call("POST", "/x/acme-showcase/tick", { tenant: "works" });
  await expect(admin.getByRole("region", { name: "Sales" })).toContainText("43");
  await admin.goto("/t/works");
  await expect(admin.getByRole("region", { name: "Sales" })).toContainText("€1,234.50");
  await expect(admin.getByRole("region", { name: "Products" }).getByRole("cell", { name: "Atlas" })).toBeVisible();
});

test("a page that is not here says why", async ({ admin, omni }) => {
  await omni.tenant("empty", "Empty");
  await admin.goto("/t/empty/p/acme-greeter/greetings");
  await expect(admin.getByText("The plugin acme-greeter is switched off here")).toBeVisible();
  await expect(admin.getByRole("link", { name: "To the plugins" })).toHaveAttribute("href", "/t/empty/plugins");
});
