import { useTranslation } from "react-i18next";

import { EmptyState } from "@/components/EmptyState";
import { ErrorState } from "@/components/ErrorState";
import { ApiError } from "@/lib/problem";
import { useScope } from "@/lib/scope";

/** A request that failed; one that nobody answers to means that the plugin is off. */
export function Failed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation("analytics");
  const { to } = useScope();
  if (error instanceof ApiError && error.status === 404)
    return <EmptyState title={t("off.title")} text={t("off.text")} action={{ label: t("common:nav.plugins"), to: to("plugins") }} />;
  return <ErrorState error={error} onRetry={onRetry} />;
}
