import Paper from "@mui/material/Paper";
import Skeleton from "@mui/material/Skeleton";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { EmptyState } from "@/components/EmptyState";
import { ErrorState } from "@/components/ErrorState";

import { useDoing } from "./doing";
import { inputsOf, useDescription } from "./openapi";
import { RouteForm } from "./RouteForm";
import { useObject, type Block, type Row } from "./source";

const NOTHING: Row = {};

/** A form on the page, for the body of a route. */
export function FormBlock({ block }: { block: Block }) {
  const { t } = useTranslation("pages");
  const description = useDescription(true);
  const values = useObject(block.source);
  const doing = useDoing(block.submit, block.title, NOTHING);
  // A form begins anew after it was sent.
  const [sent, setSent] = useState(0);
  const error = description.error ?? values.error;
  if (error) return <ErrorState error={error} onRetry={() => void (description.error ? description : values).refetch()} />;
  if (!description.data || (block.source && !values.data)) return <Skeleton variant="rounded" height={160} aria-label={t("common:loading")} />;
  const inputs = block.submit && inputsOf(description.data, block.submit, NOTHING);
  if (!inputs) return <EmptyState title={t("action.unknown")} />;
  return (
    <Paper variant="outlined" sx={{ p: 2, maxWidth: 720 }}>
      <RouteForm
        key={sent}
        inputs={inputs}
        action={block.source ? t("common:action.save") : block.title || t("action.send")}
        values={values.data}
        error={doing.error}
        pending={doing.isPending}
        onSubmit={(answers) => doing.mutate({ inputs, answers }, { onSuccess: () => setSent((before) => before + 1) })}
      />
    </Paper>
  );
}
