/** How fast the built dashboard is, served by a real Omni on loopback: loads with an empty cache, and a list of 10,000. */
import { test, type BrowserContext } from "@playwright/test";
import { execFileSync } from "node:child_process";

import { Omni } from "../e2e/installation";
import { chunks } from "./chunks";
import { report, type Row } from "./rows";
import { fill, scroll } from "./scroll";
import { load, type Load } from "./vitals";

const QUICK = process.env.BENCH_QUICK !== undefined;
const ROUNDS = QUICK ? 1 : 7;
const TENANTS = QUICK ? 300 : 10_000;
const PIXELS = QUICK ? 2_000 : 30_000;
const SPEED = 3_000;
const ROOT = new URL("../..", import.meta.url).pathname;
const PYTHON = process.env.BENCH_PYTHON ?? `${ROOT}.venv/bin/python`;

const PAGES = [
  { name: "login", path: "/login", heading: "Sign in" },
  { name: "home", path: "/t/acme", heading: "Home", signedIn: true },
  { name: "plugins", path: "/t/acme/plugins", heading: "Plugins", signedIn: true },
];

/** Many tenants, written together. */
function crowd(folder: string) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("OMNI_")));
  execFileSync(PYTHON, ["-m", "tests.benchmarks.crowd", folder, String(TENANTS)], { cwd: ROOT, env });
}

function rowsOf(name: string, loads: Load[]): Row[] {
  const of = (what: keyof Load) => loads.map((one) => one[what]);
  return [
    { name: `${name}: largest contentful paint, 4x slower`, unit: "ms", values: of("largestPaint"), most: 1500 },
    { name: `${name}: total blocking time, 4x slower`, unit: "ms", values: of("blocked"), most: 150 },
    { name: `${name}: layout shift`, unit: "", values: of("shift"), most: 0.05 },
    { name: `${name}: scripts of the first load, compressed`, unit: "kB", values: of("scripts"), most: 300, note: `${loads[0]?.requests ?? 0} requests` },
  ];
}

test("the dashboard's speed", async ({ browser, page }) => {
  const omni = await Omni.start();
  try {
    await omni.setPassword(omni.setupLink);
    await omni.tenant("acme", "Acme");
    crowd(omni.folder);
    const enter = (context: BrowserContext) => omni.signIn(context.request);
    const rows: Row[] = [];
    for (const { name, path, heading, signedIn } of PAGES) {
      const loads: Load[] = [];
      // The first load warms Omni's caches, not the browser's, and does not count.
      for (let round = QUICK ? 1 : 0; round <= ROUNDS; round += 1) {
        const one = await load(browser, omni.url + path, heading, signedIn ? enter : undefined);
        if (round > 0) loads.push(one);
      }
      rows.push(...rowsOf(name, loads));
    }
    const { pages, largest, shared } = chunks();
    rows.push({ name: "pages without a chunk of their own", unit: "", values: [shared], most: 0, note: `${pages} pages; the largest chunk has ${largest} kB` });

    await enter(page.context());
    await page.goto(`${omni.url}/platform/tenants`);
    await fill(page, TENANTS);
    const { frames, dropped, late, drawn } = await scroll(page, PIXELS, SPEED);
    const about = `${frames} frames, ${late.toFixed(1)} ms between two of them at most for 99 in 100; ${drawn} rows drawn`;
    rows.push({ name: `frames dropped, scrolling ${TENANTS} tenants, 4x slower`, unit: "", values: [dropped], most: 0, note: about });
    report(rows);
  } finally {
    await omni.stop();
  }
});
