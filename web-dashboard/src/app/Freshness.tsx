import { useQueryClient } from "@tanstack/react-query";

import { useLive } from "@/lib/live";
import { useScope } from "@/lib/scope";

/** What is switched on or off anywhere shows in every open tab: topic `plugins` says that something changed. */
export function Freshness() {
  const client = useQueryClient();
  const { key } = useScope();
  useLive("plugins", () => {
    for (const what of ["plugins", "pages", "me", "home", "tenant"]) void client.invalidateQueries({ queryKey: key(what) });
  });
  return null;
}
