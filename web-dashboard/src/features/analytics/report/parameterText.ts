/** What was chosen, in one line: "Last 30 days, compared with the span before · regions: north". */
import { useTranslation } from "react-i18next";

import { useFormat } from "@/lib/format";

import type { Chosen } from "../api";
import { COMMON } from "./parameters";

/** What one calls a preset, a comparison, a length of steps; other values as they are. */
export function useChoiceText(): (name: string, value: unknown) => string {
  const { t, i18n } = useTranslation("analytics");
  return (name, value) => {
    const text = String(value);
    if (!COMMON.has(name)) return text;
    return i18n.exists(`analytics:choice.${name}.${text}`) ? t(`choice.${name}.${text}`) : text;
  };
}

export function useParameterText(): (parameters: Chosen) => string {
  const { t } = useTranslation("analytics");
  const choice = useChoiceText();
  const format = useFormat();
  const day = (value: unknown) => (typeof value === "string" ? format.date(`${value}T12:00:00Z`) : "");
  return ({ period = "last_30_days", start, end, compare, group, zone, ...rest }) => {
    const span = period === "custom" ? `${day(start)} – ${day(end)}` : choice("period", period);
    const filters = Object.entries(rest)
      .filter(([, value]) => value !== null && value !== "" && !(Array.isArray(value) && value.length === 0))
      .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(", ") : String(value)}`);
    const steps = group && group !== "auto" ? t("parameters.steps", { group: choice("group", group) }) : "";
    const against = compare ? choice("compare", compare) : "";
    return [span, against, steps, zone, ...filters].filter(Boolean).join(" · ");
  };
}
