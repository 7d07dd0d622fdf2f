/** `/`: to the tenant used last, else the only one, else a choice; to the login for whoever is not signed in. */
import { Navigate, useSearchParams } from "react-router";

import { ErrorState } from "@/components/ErrorState";
import { LoadingPage } from "@/components/LoadingPage";
import { ApiError } from "@/lib/problem";
import { useQuery } from "@tanstack/react-query";
import { answer, apiOf } from "@/lib/api";
import { lastScope } from "./lastScope";

export function Start() {
  const [params] = useSearchParams();
  const me = useQuery({
    queryKey: ["start"],
    queryFn: ({ signal }) => answer(apiOf(null, { patient: false }).GET("/api/v1/auth/me", { signal })),
    retry: false,
    gcTime: 0,
  });
  if (me.isPending) return <LoadingPage />;
  if (me.error instanceof ApiError && me.error.status === 401) return <Navigate to={`/login?${params}`} replace />;
  if (me.error) return <ErrorState error={me.error} onRetry={() => void me.refetch()} />;
  const { tenants, platform } = me.data;
  const last = lastScope();
  if (last === "platform" && platform) return <Navigate to="/platform" replace />;
  const known = tenants.find((one) => one.slug === last) ?? (tenants.length === 1 && !platform ? tenants[0] : undefined);
  if (known) return <Navigate to={`/t/${known.slug}`} replace />;
  if (platform) return <Navigate to="/platform" replace />;
  return <Navigate to="/choose" replace />;
}
