/** Dates in the tenant's zone, numbers and money in the person's language. */
import { useTranslation } from "react-i18next";

import { useMaybeScope, useTenant } from "./scope";

const RELATIVE: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

export interface Format {
  zone: string;
  /** Date and time with the zone's name; empty for none. */
  dateTime: (value: string | Date | null | undefined) => string;
  date: (value: string | Date | null | undefined) => string;
  time: (value: string | Date | null | undefined) => string;
  /** "3 minutes ago" */
  relative: (value: string | Date | null | undefined) => string;
  number: (value: number, options?: Intl.NumberFormatOptions) => string;
  bytes: (value: number) => string;
  /** 0.25 → "25 %" */
  percent: (value: number) => string;
  money: (value: number | string, currency: string) => string;
}

export function formatOf(language: string, zone: string): Format {
  const dates = (options: Intl.DateTimeFormatOptions) => {
    // Made when first used: most pages need none or one of them, and each takes milliseconds.
    let made: Intl.DateTimeFormat | undefined;
    return (value: string | Date | null | undefined) => {
      if (!value) return "";
      made ??= new Intl.DateTimeFormat(language, { timeZone: zone, ...options });
      return made.format(new Date(value));
    };
  };
  const number = (value: number, options?: Intl.NumberFormatOptions) => new Intl.NumberFormat(language, options).format(value);
  return {
    zone,
    dateTime: dates({ year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short" }),
    date: dates({ dateStyle: "medium" }),
    time: dates({ timeStyle: "medium" }),
    relative: (value) => {
      if (!value) return "";
      const seconds = (new Date(value).getTime() - Date.now()) / 1000;
      const [unit, size] = RELATIVE.find(([, least]) => Math.abs(seconds) >= least) ?? ["second", 1];
      return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(Math.round(seconds / size), unit);
    },
    number,
    bytes: (value) => {
      const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
      const power = Math.min(units.length - 1, value > 0 ? Math.floor(Math.log10(value) / 3) : 0);
      return number(value / 1000 ** power, { style: "unit", unit: units[power], unitDisplay: "short", maximumFractionDigits: 1 });
    },
    percent: (value) => number(value, { style: "percent", maximumFractionDigits: 1 }),
    money: (value, currency) => number(Number(value), { style: "currency", currency }),
  };
}

const OWN_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const known = new Map<string, Format>();

/** In the tenant's zone; in the browser's where there is no tenant. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  const scope = useMaybeScope();
  const { data: tenant } = useTenant(scope?.tenant ?? null);
  const zone = tenant?.zone ?? OWN_ZONE;
  const key = `${i18n.language} ${zone}`;
  const found = known.get(key) ?? formatOf(i18n.language, zone);
  known.set(key, found);
  return found;
}
