import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useTranslation } from "react-i18next";

import { PublicCard } from "./PublicCard";

const DUE = "factor-due";

interface Props {
  warnings: string[];
  next: string;
  onContinue: (path: string) => void;
}

/** Signed in, and there is something that the person should know. */
export function Warnings({ warnings, next, onContinue }: Props) {
  const { t } = useTranslation("login");
  const due = warnings.includes(DUE);
  return (
    <PublicCard title={t("warned.title")}>
      <Box sx={{ display: "flex", flexDirection: "column", gap: 2 }}>
        {warnings.map((one) => (
          <Alert key={one} severity="warning">
            {one === DUE ? t("warned.due") : one}
          </Alert>
        ))}
        {due && (
          <Button variant="contained" size="large" onClick={() => onContinue("/account/security")}>
            {t("warned.enrol")}
          </Button>
        )}
        <Button variant={due ? "text" : "contained"} size="large" onClick={() => onContinue(next)}>
          {due ? t("warned.later") : t("common:action.continue")}
        </Button>
      </Box>
    </PublicCard>
  );
}
