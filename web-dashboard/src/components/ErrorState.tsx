import Alert from "@mui/material/Alert";
import AlertTitle from "@mui/material/AlertTitle";
import Button from "@mui/material/Button";
import { useTranslation } from "react-i18next";

import { ApiError, Unreachable } from "@/lib/problem";

/** The words for any error. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (error instanceof Unreachable) return t("error.unreachable");
    if (error instanceof ApiError) return error.message;
    return error instanceof Error ? error.message : String(error);
  };
}

/** What failed, with the id under which it was logged, and a way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const text = useErrorText();
  const id = error instanceof ApiError ? error.body.request_id : undefined;
  return (
    <Alert
      severity="error"
      sx={{ m: 2 }}
      action={
        onRetry && (
          <Button color="inherit" size="small" onClick={onRetry}>
            {t("action.retry")}
          </Button>
        )
      }
    >
      <AlertTitle>{error instanceof ApiError ? error.body.title : t("error.title")}</AlertTitle>
      {text(error)}
      {id && <div>{t("error.request", { id })}</div>}
    </Alert>
  );
}
