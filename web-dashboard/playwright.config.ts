import { defineConfig, devices } from "@playwright/test";

const executablePath = process.env.OMNI_CHROMIUM ?? "/usr/bin/chromium";

export default defineConfig({
  testDir: "e2e",
  workers: Number(process.env.OMNI_TEST_WORKERS ?? 2),
  timeout: 120_000,
  globalTimeout: process.env.OMNI_TEST_SOAK ? undefined : 40 * 60_000,
  // What fails is looked at once more, and named: a machine short of time is no mistake of the code.
  retries: 1,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  outputDir: "test-results",
  use: {
    locale: "en-GB",
    timezoneId: "UTC",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "desktop", use: { viewport: { width: 1280, height: 860 } } },
    // The whole story, every page and what looks otherwise there, on a phone, too; `make soak` does all.
    { name: "phone", use: { ...devices["Pixel 7"], defaultBrowserType: "chromium" }, grep: process.env.OMNI_TEST_SOAK ? undefined : /@phone/ },
  ],
});
