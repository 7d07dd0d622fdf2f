/** Tests with a real Omni. */
import { test as base, expect, type Page } from "@playwright/test";

import { Omni } from "./installation";

interface Fixtures {
  /** Signed in as the administrator, at no page yet. */
  admin: Page;
}

/** One installation with the plugins of strangers for each worker, whose administrator has `PASSWORD`; tests make tenants of their own in it. */
export const test = base.extend<Fixtures, { omni: Omni }>({
  omni: [
    async ({}, use) => {
      const omni = await Omni.start({ strangers: true });
      await omni.setPassword(omni.setupLink);
      await use(omni);
      await omni.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: async ({ omni }, use) => use(omni.url),
  admin: async ({ page, omni }, use) => {
    await omni.signIn(page.request);
    await use(page);
  },
});

export { expect };
export { EMAIL, Omni, PASSWORD } from "./installation";
export { GREETER } from "./strangers";
