/** How a plugin stands, in words and a colour. */
import { useTranslation } from "react-i18next";

import { StateChip, type Tone } from "@/components/StateChip";
import { useFormat } from "@/lib/format";

import type { Plugin } from "./api";

const TONES: Record<string, Tone> = {
  active: "success",
  loaded: "success",
  suspended: "warning",
  "needs-settings": "warning",
  "needs-migration": "warning",
  unmet: "error",
  incompatible: "error",
  quarantined: "error",
};
/** Those that did not load: nobody can switch them on. */
export const FAILED = new Set(["incompatible", "unmet", "quarantined", "needs-migration"]);
export const STATES = ["active", "disabled", "suspended", "needs-settings", "loaded", "needs-migration", "unmet", "incompatible", "quarantined"];

export function PluginState({ plugin }: { plugin: Pick<Plugin, "state"> & { needs_consent?: boolean; resting_until?: string | null } }) {
  const { t } = useTranslation("plugins");
  if (plugin.resting_until) return <StateChip label={t("state.resting")} tone="error" />;
  if (plugin.needs_consent) return <StateChip label={t("state.needs-consent")} tone="warning" />;
  return <StateChip label={t(`state.${plugin.state}`, { defaultValue: plugin.state })} tone={TONES[plugin.state] ?? "default"} />;
}

/** A requirement without its range of versions: `analytics>=1` → `analytics`. */
export function requirementOf(text: string): string {
  return /^[a-z0-9-]+/.exec(text)?.[0] ?? text;
}

/** Those that a plugin needs and that are off here. */
export function lacking(plugin: Plugin, all: Plugin[]): Plugin[] {
  const needed = new Set(plugin.requires.map(requirementOf));
  return all.filter((one) => needed.has(one.id) && one.state !== "active" && one.state !== "loaded");
}

/** Those that are on, and stand still without this one. */
export function dependents(plugin: Plugin, all: Plugin[]): Plugin[] {
  const found = new Map<string, Plugin>();
  const visit = (id: string) => {
    for (const one of all)
      if (one.state === "active" && !found.has(one.id) && one.requires.map(requirementOf).includes(id)) {
        found.set(one.id, one);
        visit(one.id);
      }
  };
  visit(plugin.id);
  return [...found.values()];
}

/** Why it stands so, as far as that is known. */
export function useReason(): (plugin: Plugin, all: Plugin[]) => string {
  const { t } = useTranslation("plugins");
  const { time } = useFormat();
  return (plugin, all) => {
    if (plugin.resting_until) return t("reason.resting", { until: time(plugin.resting_until) });
    const [first] = plugin.state === "suspended" ? lacking(plugin, all) : [];
    if (first) return t("reason.needs", { title: first.title });
    if (plugin.state === "suspended") return t("reason.tenant");
    if (plugin.state === "needs-settings") return t("reason.settings", { reason: plugin.reason });
    return [plugin.reason, plugin.hint].filter(Boolean).join("; ");
  };
}
