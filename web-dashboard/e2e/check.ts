/** What every page must pass: WCAG 2.2 AA by axe in both themes, nothing that the policy refuses, nothing wider than the window. */
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Choose the theme, as the person does who has chosen before. */
export async function themed(page: Page, theme: "light" | "dark") {
  await page.evaluate((mode) => document.documentElement.setAttribute("data-theme", mode), theme);
}

/** Fails with every violation that axe finds, in the light and in the dark. */
export async function accessible(page: Page, themes: readonly ("light" | "dark")[] = ["light", "dark"]) {
  for (const theme of themes) {
    await themed(page, theme);
    // Colours fade over; what axe sees must be the end of it.
    await page.evaluate(() =>
      Promise.all(
        document
          .getAnimations()
          .filter((one) => one.effect?.getTiming().iterations !== Infinity)
          .map((one) => one.finished.catch(() => undefined)),
      ),
    );
    const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
    const told = violations.map(
      (one) => `${theme}: ${one.id} (${one.help}): ${one.nodes.map((node) => `${node.target.join(" ")} ${node.any[0]?.message ?? ""}`).join("; ")}`,
    );
    expect(told).toEqual([]);
  }
  await themed(page, "light");
}

/** Nothing is cut off, or scrolled sideways. */
export async function fits(page: Page) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(over, "pixels that the page is wider than the window").toBeLessThanOrEqual(0);
}

/** Collects what the browser complains of: refused by the policy, thrown, or logged as an error. */
export function complaints(page: Page): string[] {
  const found: string[] = [];
  page.on("pageerror", (error) => found.push(error.message));
  page.on("console", (message) => {
    // Answers that say no are part of the play, and the browser logs each.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) found.push(message.text());
  });
  return found;
}
