import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { FlatForm } from "@/components/FlatForm";
import type { JsonSchema } from "@/components/flat/schema";

import { forgotPassword } from "./api";
import { PublicCard } from "./PublicCard";

const SCHEMA: JsonSchema = {
  required: ["email"],
  properties: { email: { type: "string", format: "email", maxLength: 254, autocomplete: "username" } },
};

export default function ForgotPasswordPage() {
  const { t } = useTranslation("login");
  const asking = useMutation({ mutationFn: forgotPassword });
  return (
    <PublicCard title={t("forgot.title")} text={asking.isSuccess ? undefined : t("forgot.lead")}>
      {asking.isSuccess ? (
        <Alert severity="success">{t("forgot.done")}</Alert>
      ) : (
        <FlatForm
          schema={SCHEMA}
          labels={{ email: t("field.email") }}
          action={t("forgot.action")}
          error={asking.error}
          pending={asking.isPending}
          autoFocus
          onSubmit={({ email }) => asking.mutate(String(email).trim())}
        />
      )}
      <Box sx={{ mt: 1 }}>
        <MuiLink component={Link} to="/login" variant="body2">
          {t("toLogin")}
        </MuiLink>
      </Box>
    </PublicCard>
  );
}
