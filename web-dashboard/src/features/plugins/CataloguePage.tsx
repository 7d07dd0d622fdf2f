import Box from "@mui/material/Box";
import Skeleton from "@mui/material/Skeleton";
import Typography from "@mui/material/Typography";
import type { QueryClient } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";

import { EmptyState } from "@/components/EmptyState";
import { ErrorState } from "@/components/ErrorState";
import { FilterField, SearchField } from "@/components/Filters";
import { PageHeader } from "@/components/PageHeader";
import { useScope, type Scope } from "@/lib/scope";
import { useUrlState } from "@/lib/urlState";

import { pluginsQuery, usePlugins, type Plugin } from "./api";
import { DisableDialog } from "./DisableDialog";
import { EnableDialog } from "./EnableDialog";
import { PluginCard } from "./PluginCard";
import { STATES } from "./state";

const GRID = { display: "grid", gap: 2, gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "repeat(auto-fill, minmax(340px, 1fr))" }, p: 0, m: 0 };

function byCategory(plugins: Plugin[]): [string, Plugin[]][] {
  const found = new Map<string, Plugin[]>();
  for (const one of plugins) found.set(one.category, [...(found.get(one.category) ?? []), one]);
  return [...found].sort(([a], [b]) => Number(!a) - Number(!b) || a.localeCompare(b));
}

function useChosen(all: Plugin[]): Plugin[] {
  const [q] = useUrlState("q");
  const [state] = useUrlState("state");
  const [level] = useUrlState("level");
  const wanted = q.toLocaleLowerCase();
  return all.filter(
    (one) =>
      (!wanted || `${one.title} ${one.summary} ${one.id} ${one.category}`.toLocaleLowerCase().includes(wanted)) &&
      (!state || one.state === state) &&
      (!level || one.level === level),
  );
}

export function ahead(client: QueryClient, scope: Scope) {
  void client.prefetchQuery(pluginsQuery(scope));
}

/** Every plugin that is installed, and how it stands here. */
export default function CataloguePage() {
  const { t } = useTranslation("plugins");
  const { tenant } = useScope();
  const plugins = usePlugins();
  const data = useDeferredValue(plugins.data);
  const all = data ?? [];
  const chosen = useChosen(all);
  const [enabling, setEnabling] = useState<Plugin | null>(null);
  const [disabling, setDisabling] = useState<Plugin | null>(null);
  const states = STATES.filter((state) => all.some((one) => one.state === state));
  return (
    <>
      <PageHeader title={t("title")} text={t(tenant === null ? "text.platform" : "text.tenant")} />
      <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1.5, mb: 2.5 }}>
        <SearchField label={t("search")} />
        <FilterField name="state" label={t("filter.state")} choices={states.map((value) => ({ value, label: t(`state.${value}`) }))} />
        <FilterField name="level" label={t("filter.level")} choices={["tenant", "platform"].map((value) => ({ value, label: t(`level.${value}`) }))} />
      </Box>
      {plugins.error && !plugins.data && <ErrorState error={plugins.error} onRetry={() => void plugins.refetch()} />}
      {!data && !plugins.error && (
        <Box sx={GRID} role="status" aria-label={t("common:loading")}>
          {Array.from({ length: 6 }, (_, at) => (
            <Skeleton key={at} variant="rounded" height={170} />
          ))}
        </Box>
      )}
      {data && all.length === 0 && <EmptyState title={t("empty.title")} text={t("empty.text")} />}
      {all.length > 0 && chosen.length === 0 && <EmptyState title={t("empty.none")} text={t("empty.noneText")} />}
      {byCategory(chosen).map(([category, found]) => (
        <Box component="section" key={category} aria-label={t(`category.${category}`, { defaultValue: category || t("category.other") })} sx={{ mb: 3 }}>
          <Typography variant="h2" sx={{ mb: 1.5 }}>
            {t(`category.${category}`, { defaultValue: category || t("category.other") })}
          </Typography>
          <Box component="ul" sx={GRID}>
            {found.map((one) => (
              <PluginCard key={`${one.id} ${one.distribution}`} plugin={one} all={all} onEnable={setEnabling} onDisable={setDisabling} />
            ))}
          </Box>
        </Box>
      ))}
      {enabling && <EnableDialog plugin={enabling} onClose={() => setEnabling(null)} />}
      {disabling && <DisableDialog plugin={disabling} onClose={() => setDisabling(null)} />}
    </>
  );
}
