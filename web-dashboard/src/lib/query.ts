import { QueryClient } from "@tanstack/react-query";

import { ApiError } from "./problem";

/** Reads are tried again where that may help; what the API refused is final. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status < 500),
      },
      mutations: { retry: false },
    },
  });
}
