import { expect, type Page } from "@playwright/test";

/** A page is there: its heading is, and nothing is loading any more. */
export async function settled(page: Page) {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
  await expect(page.getByRole("progressbar", { name: "Loading" })).toHaveCount(0);
}
