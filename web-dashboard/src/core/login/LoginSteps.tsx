/** The step at hand of a login, whichever it is. */
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import CircularProgress from "@mui/material/CircularProgress";
import Typography from "@mui/material/Typography";
import { useTranslation } from "react-i18next";

import { StepForm } from "./StepForm";
import type { LoginState } from "./useLogin";

function Waiting({ text }: { text: string }) {
  return (
    <Box role="status" sx={{ display: "flex", alignItems: "center", gap: 2, py: 2 }}>
      <CircularProgress size={24} aria-hidden />
      <Typography>{text}</Typography>
    </Box>
  );
}

/** null while there is no step: then whoever shows this shows how it begins. */
export function LoginSteps({ state, onBack }: { state: LoginState; onBack?: () => void }) {
  const { t } = useTranslation("login");
  const { login } = state;
  if (!login || login.step.type === "done") return null;
  if (login.step.type === "redirect") return <Waiting text={t("leaving")} />;
  const { step } = login;
  const offered = login.methods.find((one) => one.method === step.method)?.title ?? "";
  return (
    <Box sx={{ display: "flex", flexDirection: "column", gap: 2 }}>
      {step.method && <Typography variant="h2">{t(`method.${step.method}`, { defaultValue: offered })}</Typography>}
      <StepForm
        key={state.turn}
        step={step}
        methods={login.methods}
        action={t("common:action.continue")}
        error={state.error}
        pending={state.pending}
        onAnswers={state.answers}
        onMethod={state.method}
      />
      {onBack && (
        <Box>
          <Button size="small" color="inherit" onClick={onBack}>
            {t("anew")}
          </Button>
        </Box>
      )}
    </Box>
  );
}
