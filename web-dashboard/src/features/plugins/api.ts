/** What this feature asks of the API. */
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, type Api } from "@/lib/api";
import { useMay, useMe, useScope, type Scope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

export type Plugin = Schema<"PluginView">;
export type Detail = Schema<"PluginDetail">;
export type Scopes = Schema<"Scopes">;
export type Changed = Schema<"Changed">;
export type Settings = Record<string, unknown>;

const of = (plugin: string) => ({ path: { plugin_id: plugin } });

/** One that rests is on again soon, and nobody tells. */
const RESTING_MS = 5000;

export const pluginsQuery = ({ api, key }: Scope) =>
  queryOptions<Plugin[]>({
    queryKey: key("plugins", "all"),
    refetchInterval: ({ state }) => (state.data?.some((one) => one.resting_until) ? RESTING_MS : false),
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/plugins", { signal }))).items,
  });

export function usePlugins() {
  return useQuery(pluginsQuery(useScope()));
}

export function usePlugin(plugin: string) {
  const { api, key } = useScope();
  return useQuery<Detail>({
    queryKey: key("plugins", "one", plugin),
    refetchInterval: ({ state }) => (state.data?.resting_until ? RESTING_MS : false),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/plugins/{plugin_id}", { params: of(plugin), signal })),
  });
}

/** A form that is being filled in must not be swept away by news: the settings are read when it opens, and when it was saved. */
export function useSettings(plugin: string, enabled = true) {
  const { api, key } = useScope();
  return useQuery({
    queryKey: key("plugin-settings", plugin),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/plugins/{plugin_id}/settings", { params: of(plugin), signal })),
    enabled,
    staleTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

export function useKept(plugin: string, enabled = true) {
  const { api, key } = useScope();
  return useQuery({
    queryKey: key("plugins", "kept", plugin),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/plugins/{plugin_id}/data", { params: of(plugin), signal })),
    enabled,
    staleTime: 0,
  });
}

export const enable = (api: Api, plugin: string, grant: Scopes, settings: Settings = {}): Promise<Changed> =>
  answer(api.POST("/api/v1/plugins/{plugin_id}/enable", { params: of(plugin), body: { grant, settings } }));

export const disable = (api: Api, plugin: string): Promise<Changed> => answer(api.POST("/api/v1/plugins/{plugin_id}/disable", { params: of(plugin) }));

export const configure = (api: Api, plugin: string, body: Settings): Promise<Changed> =>
  answer(api.PATCH("/api/v1/plugins/{plugin_id}/settings", { params: of(plugin), body: body as never }));

export const purge = (api: Api, plugin: string) => answer(api.POST("/api/v1/plugins/{plugin_id}/purge", { params: of(plugin), body: { confirm: plugin } }));

/** The tenant's data of a plugin, and what the file is to be called. */
export async function exported(api: Api, plugin: string): Promise<{ name: string; content: Blob }> {
  const { data, response } = await api.GET("/api/v1/plugins/{plugin_id}/export", { params: of(plugin), parseAs: "blob" });
  const name = /filename="?([^";]+)"?/.exec(response.headers.get("content-disposition") ?? "")?.[1];
  return { name: name ?? `${plugin}.jsonl`, content: data as unknown as Blob };
}

/** Read anew what a change touches: here at once, in other tabs by the stream. */
export function useChangedHere(): () => void {
  const client = useQueryClient();
  const { key } = useScope();
  return () => {
    for (const what of ["plugins", "pages", "me", "home"]) void client.invalidateQueries({ queryKey: key(what) });
  };
}

/** Whether the person may switch it on and off: the operator alone where it is locked, or the installation's. */
export function useMayManage(): (plugin: Plugin) => boolean {
  const { tenant } = useScope();
  const may = useMay();
  const { data: me } = useMe(tenant);
  return (plugin) => tenant !== null && may("omni.plugin.manage") && (me?.platform === true || (!plugin.locked && plugin.level === "tenant"));
}
