/** How long something took, in the two largest units that say it. */
import { useTranslation } from "react-i18next";

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

export function durationOf(language: string, milliseconds: number): string {
  const say = (value: number, unit: string) => new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(value);
  if (milliseconds < 1000) return say(Math.round(milliseconds), "millisecond");
  let left = Math.round(milliseconds / 1000);
  const parts: string[] = [];
  for (const [unit, seconds] of UNITS) {
    const count = Math.floor(left / seconds);
    left -= count * seconds;
    if (count > 0) parts.push(say(count, unit));
    if (parts.length === 2) break;
  }
  return parts.join(" ");
}

/** Between two times; empty as long as one of them is not there. */
export function useDuration(): (from: string | null, to: string | null) => string {
  const { i18n } = useTranslation();
  return (from, to) => (from && to ? durationOf(i18n.language, Math.max(0, Date.parse(to) - Date.parse(from))) : "");
}
