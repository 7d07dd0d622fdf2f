/** Clock times of a zone, as the browser's fields for date and time write them (`2026-11-23T09:30`). */
const MINUTE = 60_000;

function wall(moment: number, zone: string): number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  const part = Object.fromEntries(format.formatToParts(moment).map((one) => [one.type, Number(one.value)]));
  return Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day ?? 1, part.hour ?? 0, part.minute ?? 0);
}

/** What the zone's clock shows at a moment; empty for none. */
export function localOf(moment: string, zone: string): string {
  const time = Date.parse(moment);
  return Number.isNaN(time) ? "" : new Date(wall(time, zone)).toISOString().slice(0, 16);
}

/** The moment at which the zone's clock shows that; the later one where clocks skip it, the earlier where they show it twice. */
export function momentOf(local: string, zone: string): string {
  const wanted = Date.parse(`${local}Z`);
  if (Number.isNaN(wanted)) return "";
  const offsets = [wanted - 1440 * MINUTE, wanted + 1440 * MINUTE].map((near) => wall(near, zone) - near);
  const candidates = offsets.map((offset) => wanted - offset);
  const exact = candidates.filter((one) => wall(one, zone) === wanted);
  return new Date(exact.length ? Math.min(...exact) : Math.max(...candidates)).toISOString();
}
