/** How a cell of a report is read: by its kind, in the person's language, times in the report's zone. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { formatOf, useFormat } from "@/lib/format";

import type { Kind } from "../api";

const NOTHING = "–";
const CURRENCY = /^[A-Z]{3}$/;
const DAY = /^\d{4}-\d{2}-\d{2}/;
const AWARE = /(Z|[+-]\d{2}:\d{2})$/;
const SPANS: [number, string][] = [
  [86_400, "day"],
  [3600, "hour"],
  [60, "minute"],
  [1, "second"],
];

/** A cell as it stands. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

export type Show = (value: unknown, kind: Kind, unit?: string) => string;

/** A number, also of a decimal that is sent as text; null where there is none. */
export function numberOf(value: unknown): number | null {
  if (value === null || value === undefined || value === "" || typeof value === "boolean") return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** 0.0042 → "4.2 ms", 95 → "1.6 min": the unit in which it is a number that people know. */
export function duration(language: string, seconds: number): string {
  const size = Math.abs(seconds);
  const [length, unit] = SPANS.find(([least]) => size >= least * 1.5) ?? (size >= 1 || size === 0 ? [1, "second"] : [0.001, "millisecond"]);
  const value = seconds / length;
  const maximumFractionDigits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits }).format(value);
}

/** A small share needs more digits than a large one: 99.95 % and 100 % are not the same. */
export function share(language: string, value: number): string {
  const size = Math.abs(value);
  const maximumFractionDigits = (size > 0.99 && size < 1) || (size > 0 && size < 0.01) ? 2 : 1;
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits }).format(value);
}

/** A day, or a moment without a zone: as it stands, since it is of no zone or of the report's already. */
function local(text: string): Date {
  return new Date(DAY.test(text) && text.length === 10 ? `${text}T12:00:00Z` : `${text}Z`);
}

export function showOf(language: string, zone: string, words: { yes: string; no: string }): Show {
  const [here, utc] = [formatOf(language, zone), formatOf(language, "UTC")];
  const short = (timeZone: string) => new Intl.DateTimeFormat(language, { timeZone, dateStyle: "medium", timeStyle: "short" });
  const [aware, naive] = [short(zone), short("UTC")];
  const number = (value: unknown, kind: Kind, unit: string): string => {
    const given = numberOf(value);
    if (given === null) return textOf(value);
    if (kind === "percent") return share(language, given);
    if (kind === "seconds") return duration(language, given);
    if (kind === "bytes") return here.bytes(given);
    if (kind === "money" && CURRENCY.test(unit)) return here.money(given, unit);
    const digits = kind === "integer" ? 0 : Math.abs(given) < 10 ? 3 : Math.abs(given) < 1000 ? 2 : 0;
    const text = here.number(given, { maximumFractionDigits: digits });
    return unit ? `${text} ${unit}` : text;
  };
  return (value, kind, unit = "") => {
    if (value === null || value === undefined || value === "") return NOTHING;
    if (typeof value === "boolean") return value ? words.yes : words.no;
    const text = textOf(value);
    if (kind === "text" || kind === "boolean") return text;
    if (kind === "date") return utc.date(local(text.slice(0, 10)));
    if (kind === "time") return AWARE.test(text) ? aware.format(new Date(text)) : naive.format(local(text));
    return number(value, kind, unit);
  };
}

/** `show(value, kind, unit)`, with times in `zone`, or else in the tenant's. */
export function useShow(zone?: string): Show {
  const { t, i18n } = useTranslation();
  const tenant = useFormat();
  const [yes, no] = [t("yes"), t("no")];
  return useMemo(() => showOf(i18n.language, zone ?? tenant.zone, { yes, no }), [i18n.language, zone, tenant.zone, yes, no]);
}

/** A number beside an axis: as short as can be. */
export function axisOf(language: string, show: Show, kind: Kind, unit: string): (value: number) => string {
  const short: Intl.NumberFormatOptions = { notation: "compact", maximumFractionDigits: 1 };
  const money = kind === "money" && CURRENCY.test(unit);
  if (!money && kind !== "integer" && kind !== "number") return (value) => show(value, kind, unit);
  const format = new Intl.NumberFormat(language, money ? { ...short, style: "currency", currency: unit, minimumFractionDigits: 0 } : short);
  return (value) => format.format(value);
}

/** How a step is named below an axis: short, and by what its steps are. */
export function tickOf(language: string, zone: string, values: unknown[], group: string): (value: unknown) => string {
  const dated = values.length > 0 && values.every((value) => typeof value === "string" && DAY.test(value));
  if (!dated) return (value) => (value === null || value === undefined ? NOTHING : textOf(value));
  const days = new Set(values.map((value) => String(value).slice(0, 10))).size;
  const options: Intl.DateTimeFormatOptions =
    group === "month"
      ? { month: "short", year: "numeric" }
      : group !== "hour"
        ? { day: "numeric", month: "short" }
        : days > 2
          ? { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }
          : { hour: "2-digit", minute: "2-digit" };
  const [aware, naive] = [zone, "UTC"].map((timeZone) => new Intl.DateTimeFormat(language, { ...options, timeZone }));
  return (value) => {
    const text = textOf(value);
    return AWARE.test(text) ? (aware?.format(new Date(text)) ?? "") : (naive?.format(local(text)) ?? "");
  };
}
