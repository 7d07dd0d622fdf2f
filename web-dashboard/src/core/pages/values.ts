/** How a value that a plugin's route answered is shown to people. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { useFormat, type Format } from "@/lib/format";

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const CURRENCY = /^[A-Z]{3}$/;
const NOTHING = "–";

export function isInstant(value: unknown): value is string {
  return typeof value === "string" && INSTANT.test(value);
}

/** A number with its unit: a share as per cent, bytes as a size, a currency's code as money, else as it is. */
export function measured(format: Format, value: number, unit = ""): string {
  if (unit === "%") return format.percent(value);
  if (unit === "bytes") return format.bytes(value);
  if (CURRENCY.test(unit)) return format.money(value, unit);
  const number = format.number(value, { maximumFractionDigits: Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0 });
  return unit ? `${number} ${unit}` : number;
}

/** `show(value, unit)` for any value. */
export function useShow(): (value: unknown, unit?: string) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return useCallback(
    (value, unit) => {
      const shown = (one: unknown): string => {
        if (one === null || one === undefined || one === "") return NOTHING;
        if (typeof one === "boolean") return t(one ? "yes" : "no");
        if (typeof one === "number") return measured(format, one, unit);
        if (isInstant(one)) return format.dateTime(one);
        if (typeof one === "string") return DAY.test(one) ? format.date(`${one}T12:00:00Z`) : one;
        if (Array.isArray(one)) return one.length ? one.map(shown).join(", ") : NOTHING;
        return JSON.stringify(one);
      };
      return shown(value);
    },
    [format, t],
  );
}
