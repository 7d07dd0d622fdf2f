import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { Schema } from "@/lib/types";

/** Whose page this is, as far as the page knows by now: it was asked who is signed in before. */
export function useWhose(): Schema<"Me"> | undefined {
  const client = useQueryClient();
  const [whose] = useState(() =>
    client
      .getQueriesData<Schema<"Me">>({ predicate: ({ queryKey }) => queryKey[0] === "scope" && queryKey[2] === "me" })
      .map(([, me]) => me)
      .find((me) => me !== undefined),
  );
  return whose;
}
