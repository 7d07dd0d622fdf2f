/** Times that people name by day and hour, as cron expressions and back; others are written as they are. */

export const RHYTHMS = ["daily", "workdays", "weekly", "monthly", "quarterly", "own"] as const;
export type Rhythm = (typeof RHYTHMS)[number];

export interface When {
  rhythm: Rhythm;
  /** `07:30` */
  time: string;
  /** Of weekly ones: 0 is Sunday, as cron counts. */
  weekday: number;
  /** Of monthly and quarterly ones. */
  day: number;
}

const PLAIN = /^(\d{1,2}) (\d{1,2}) (\*|\d{1,2}) (\*|1,4,7,10) (\*|1-5|[0-6])$/;
const DEFAULTS = { weekday: 1, day: 1 };
const two = (text: string) => text.padStart(2, "0");

/** What an expression means, where it is one of those. */
export function whenOf(cron: string): When {
  const found = PLAIN.exec(cron.trim());
  const own: When = { rhythm: "own", time: "07:00", ...DEFAULTS };
  if (!found) return own;
  const [, minute = "", hour = "", day = "", months = "", weekdays = ""] = found;
  if (Number(minute) > 59 || Number(hour) > 23) return own;
  const when = { ...own, time: `${two(hour)}:${two(minute)}` };
  if (day !== "*" && weekdays !== "*") return when;
  if (day !== "*") return { ...when, rhythm: months === "*" ? "monthly" : "quarterly", day: Number(day) };
  if (months !== "*") return when;
  if (weekdays === "*") return { ...when, rhythm: "daily" };
  if (weekdays === "1-5") return { ...when, rhythm: "workdays" };
  return { ...when, rhythm: "weekly", weekday: Number(weekdays) };
}

/** The expression of such a time; null of one's own. */
export function cronOf({ rhythm, time, weekday, day }: When): string | null {
  const [hour = NaN, minute = NaN] = time.split(":").map(Number);
  if (rhythm === "own" || Number.isNaN(hour) || Number.isNaN(minute)) return null;
  const rest = { daily: "* * *", workdays: "* * 1-5", weekly: `* * ${weekday}`, monthly: `${day} * *`, quarterly: `${day} 1,4,7,10 *` }[rhythm];
  return `${minute} ${hour} ${rest}`;
}
