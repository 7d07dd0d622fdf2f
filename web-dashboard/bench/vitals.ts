/** One load of a page with an empty cache, as Chromium itself counts it. */
import type { Browser, BrowserContext, CDPSession, Page } from "@playwright/test";

export const SLOWER = 4;
/** Nothing happened for so long: the page is there. */
const QUIET_MS = 1500;
/** A task that lasts longer blocks what people do (web.dev, total blocking time). */
const LONG_TASK_MS = 50;

export interface Load {
  /** Milliseconds. */
  largestPaint: number;
  /** Milliseconds over 50 of all long tasks after the first paint. */
  blocked: number;
  shift: number;
  /** Kilobytes of scripts as they went over the wire. */
  scripts: number;
  requests: number;
}

interface Seen {
  paint: number;
  first: number;
  shift: number;
  tasks: [start: number, duration: number][];
  last: number;
}

/** In the page, before anything of it. */
function watch() {
  const seen: Seen = { paint: 0, first: 0, shift: 0, tasks: [], last: 0 };
  (window as unknown as { seen: Seen }).seen = seen;
  const see = (type: string, note: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) note(entry);
      seen.last = performance.now();
    }).observe({ type, buffered: true });
  see("largest-contentful-paint", (entry) => (seen.paint = entry.startTime));
  see("paint", (entry) => {
    if (entry.name === "first-contentful-paint") seen.first = entry.startTime;
  });
  see("layout-shift", (entry) => {
    const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
    if (!hadRecentInput) seen.shift += value;
  });
  see("longtask", (entry) => seen.tasks.push([entry.startTime, entry.duration]));
  see("resource", () => undefined);
}

/** Four times slower, as phones are. */
export async function slowed(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  return session;
}

export async function load(browser: Browser, url: string, heading: string, enter?: (context: BrowserContext) => Promise<void>): Promise<Load> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: "en-GB" });
  try {
    await enter?.(context);
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.addInitScript(watch);
    await slowed(page);
    await page.goto(url);
    await page.getByRole("heading", { level: 1, name: heading }).waitFor();
    await page.waitForFunction((quiet) => performance.now() - (window as unknown as { seen: Seen }).seen.last > quiet, QUIET_MS);
    const { seen, scripts, requests } = await page.evaluate(() => {
      const all = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
      const bytes = all.filter((one) => new URL(one.name).pathname.endsWith(".js")).map((one) => one.encodedBodySize);
      return { seen: (window as unknown as { seen: Seen }).seen, scripts: bytes.reduce((sum, one) => sum + one, 0), requests: all.length };
    });
    const blocked = seen.tasks.filter(([start, duration]) => start + duration > seen.first).reduce((sum, [, duration]) => sum + duration - LONG_TASK_MS, 0);
    return { largestPaint: seen.paint, blocked, shift: seen.shift, scripts: scripts / 1000, requests };
  } finally {
    await context.close();
  }
}
