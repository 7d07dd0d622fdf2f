/** What plugins are called, for pages that show what belongs to one. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { answer } from "@/lib/api";
import { useMay, useScope } from "@/lib/scope";

const KERNEL = "omni";

export interface PluginTitles {
  /** The title, or the id where one may not know. */
  title: (id: string) => string;
  /** For a filter. */
  choices: { value: string; label: string }[];
}

export function usePluginTitles(): PluginTitles {
  const { api, key } = useScope();
  const may = useMay();
  const { data } = useQuery({
    queryKey: key("plugins", "titles"),
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/plugins", { signal }))).items.map(({ id, title }) => ({ id, title })),
    enabled: may("omni.plugin.read"),
    staleTime: 300_000,
  });
  return useMemo(() => {
    const titles = new Map(data?.map(({ id, title }) => [id, title]));
    const title = (id: string) => titles.get(id) ?? (id === KERNEL ? "Omni" : id);
    const choices = [...titles].map(([value, label]) => ({ value, label })).sort((a, b) => a.label.localeCompare(b.label));
    return { title, choices };
  }, [data]);
}
