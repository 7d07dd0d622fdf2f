/** `npm run screens`: the pictures of GUIDE.md, taken anew, a little smaller than the window so that all of them are small. */
import { defineConfig } from "@playwright/test";

import tests from "../playwright.config";

export default defineConfig({
  testDir: ".",
  testMatch: "screens.ts",
  workers: 1,
  timeout: 900_000,
  reporter: [["line"]],
  outputDir: "../test-results/screens",
  use: { ...tests.use, trace: "off", viewport: { width: 1280, height: 800 }, deviceScaleFactor: 0.8 },
});
