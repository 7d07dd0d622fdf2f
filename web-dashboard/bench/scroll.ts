/** A long list under the wheel: frames that Chromium dropped, by its own trace. */
import type { CDPSession, Page } from "@playwright/test";

import { slowed } from "./vitals";

export interface Scrolled {
  frames: number;
  dropped: number;
  /** Milliseconds between two frames at most, of 99 in 100. */
  late: number;
  /** Rows in the document at the end. */
  drawn: number;
}

interface TraceEvent {
  name: string;
  ts: number;
}

const CATEGORIES = "devtools.timeline.frame,disabled-by-default-devtools.timeline.frame";
const TABLE = "[role=table] [role=rowgroup][tabindex]";

/** All pages of the list are fetched before, so that what is measured is scrolling alone. */
export async function fill(page: Page, count: number) {
  const rows = page.getByRole("table");
  for (;;) {
    const known = Number(await rows.getAttribute("aria-rowcount"));
    if (known > count) return;
    await page.locator(TABLE).evaluate((box) => (box.scrollTop = box.scrollHeight));
    await page.waitForTimeout(30);
  }
}

async function traced(session: CDPSession, work: () => Promise<void>): Promise<TraceEvent[]> {
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send("Tracing.start", { traceConfig: { includedCategories: CATEGORIES.split(",") }, transferMode: "ReportEvents" });
  await work();
  const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.end");
  await complete;
  return events;
}

export async function scroll(page: Page, pixels: number, speed: number): Promise<Scrolled> {
  const table = page.locator(TABLE);
  await table.evaluate((box) => (box.scrollTop = 0));
  await page.waitForTimeout(500);
  const place = await table.boundingBox();
  if (!place) throw new Error("the list is nowhere to be seen");
  const session = await slowed(page);
  const events = await traced(session, async () => {
    await session.send("Input.synthesizeScrollGesture", {
      x: place.x + place.width / 2,
      y: place.y + place.height / 2,
      yDistance: -pixels,
      speed,
      gestureSourceType: "mouse",
    });
  });
  const times = (name: string) => events.filter((one) => one.name === name).map((one) => one.ts / 1000);
  const drawn = times("DrawFrame").sort((a, b) => a - b);
  const gaps = drawn.slice(1).map((at, index) => at - (drawn[index] ?? at));
  gaps.sort((a, b) => a - b);
  return {
    frames: drawn.length,
    dropped: times("DroppedFrame").length,
    late: gaps[Math.floor(gaps.length * 0.99)] ?? 0,
    drawn: await page.getByRole("row").count(),
  };
}
