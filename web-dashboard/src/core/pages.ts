/** Pages that plugins declare as data (`omni_pages`). */
import { queryOptions, useQuery } from "@tanstack/react-query";

import { answer } from "@/lib/api";
import { useScope, type Scope } from "@/lib/scope";

/** Those of the plugins that are on in the tenant at hand, and that one may see; in the installation those of its own plugins. */
export const pagesQuery = ({ api, key }: Scope) =>
  queryOptions({
    queryKey: key("pages"),
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/pages", { signal }))).items,
  });

export function usePages() {
  return useQuery(pagesQuery(useScope()));
}
