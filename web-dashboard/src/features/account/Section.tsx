import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Card from "@mui/material/Card";
import CardContent from "@mui/material/CardContent";
import Skeleton from "@mui/material/Skeleton";
import Typography from "@mui/material/Typography";
import { useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useErrorText } from "@/components/ErrorState";

interface Props {
  title: string;
  text?: string;
  actions?: ReactNode;
  loading?: boolean;
  error?: Error | null;
  onRetry?: () => void;
  children?: ReactNode;
}

/** One matter of an account page. */
export function Section({ title, text, actions, loading, error, onRetry, children }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const words = useErrorText();
  return (
    <Card component="section" aria-labelledby={id} sx={{ mb: 2.5, maxWidth: 860 }}>
      <CardContent sx={{ display: "flex", flexDirection: "column", gap: 2 }}>
        <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1.5, alignItems: "flex-start" }}>
          <Box sx={{ flex: "1 1 260px", minWidth: 0 }}>
            <Typography variant="h2" id={id}>
              {title}
            </Typography>
            {text && (
              <Typography variant="body2" color="textSecondary" sx={{ mt: 0.5 }}>
                {text}
              </Typography>
            )}
          </Box>
          {actions && <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1 }}>{actions}</Box>}
        </Box>
        {error ? (
          <Alert
            severity="error"
            action={
              onRetry && (
                <Button color="inherit" size="small" onClick={onRetry}>
                  {t("action.retry")}
                </Button>
              )
            }
          >
            {words(error)}
          </Alert>
        ) : loading ? (
          <Box role="status" aria-label={t("loading")}>
            <Skeleton height={32} />
            <Skeleton height={32} width="70%" />
          </Box>
        ) : (
          children
        )}
      </CardContent>
    </Card>
  );
}
