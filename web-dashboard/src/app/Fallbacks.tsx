import { useTranslation } from "react-i18next";
import { useRouteError } from "react-router";

import { EmptyState } from "@/components/EmptyState";
import { ErrorState } from "@/components/ErrorState";

/** An address that leads nowhere. */
export function NotFoundPage() {
  const { t } = useTranslation();
  return <EmptyState title={t("notFound.title")} text={t("notFound.text")} action={{ label: t("notFound.action"), to: "/" }} />;
}

/** A page that failed: what happened, and the way on. */
export function Crash() {
  const error = useRouteError();
  return <ErrorState error={error} onRetry={() => window.location.reload()} />;
}
