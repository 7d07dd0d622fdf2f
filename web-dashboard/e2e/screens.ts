/** A picture of every page in both themes, for GUIDE.md: `guide/<page>-<theme>.png`. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { themed } from "./check";
import { everyPage } from "./everyPage";
import { settled } from "./settled";
import { test } from "./world";

const FOLDER = process.env.SCREENS ?? new URL("../guide", import.meta.url).pathname;
/** Pages that look the same in a tenant and in the installation are shown once. */
const TWICE = new Set(["audit", "jobs", "jobs-job", "schedules", "schedules-schedule", "dead-letters", "events", "keys", "policy", "plugins-plugin"]);

test("screens", async ({ page, omni, world }) => {
  mkdirSync(FOLDER, { recursive: true });
  for (const slug of ["initech", "umbrella", "wayne", "stark", "tyrell"]) await omni.tenant(slug, slug[0]?.toUpperCase() + slug.slice(1));
  await omni.enable("acme", "acme-showcase");
  const shown = everyPage().filter(({ name }) => !TWICE.has(name.replace(/^platform-/, "")));
  const shop = { name: "tenant-p-shop", signedIn: true, of: () => "/t/acme/p/acme-showcase/shop" };
  for (const { name, signedIn, of } of [...shown, shop]) {
    await page.context().clearCookies();
    if (signedIn) await omni.signIn(page.request);
    await page.goto(of(world));
    // One page that fails is to be seen in its picture, not to hide all others.
    await settled(page).catch((error: unknown) => console.log(`${name}: ${String(error).split("\n")[0]}`));
    // What fades in, and figures that are drawn, are to be there.
    await page.waitForTimeout(600);
    for (const theme of ["light", "dark"] as const) {
      await themed(page, theme);
      await page.waitForTimeout(350);
      await page.screenshot({ path: join(FOLDER, `${name}-${theme}.png`) });
    }
    await themed(page, "light");
  }
});
