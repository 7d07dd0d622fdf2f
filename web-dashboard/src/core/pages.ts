/** Pages that plugins declare as data (`omni_pages`). */
import { useQuery } from "@tanstack/react-query";

import { answer } from "@/lib/api";
import { useScope } from "@/lib/scope";

/** Those of the plugins that are on in the tenant at hand, and that one may see; in the installation those of its own plugins. */
export function usePages() {
  const { api, key } = useScope();
  return useQuery({
    queryKey: key("pages"),
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/pages", { signal }))).items,
  });
}
