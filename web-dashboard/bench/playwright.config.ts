/** `npm run bench`: one browser at a time, nothing recorded, nothing tried again. */
import { defineConfig } from "@playwright/test";

import tests from "../playwright.config";

export default defineConfig({
  testDir: ".",
  testMatch: "*.bench.ts",
  workers: 1,
  timeout: 900_000,
  reporter: [["line"]],
  outputDir: "../test-results/bench",
  use: { ...tests.use, trace: "off", viewport: { width: 1280, height: 860 } },
});
