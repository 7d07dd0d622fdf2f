import { useTranslation } from "react-i18next";

import { FlatForm } from "@/components/FlatForm";
import type { JsonSchema } from "@/components/flat/schema";

/** What every login begins with, known without asking the server. */
const SCHEMA: JsonSchema = {
  required: ["email", "password"],
  properties: {
    email: { type: "string", format: "email", maxLength: 254, autocomplete: "username" },
    password: { type: "string", format: "password", maxLength: 1024, autocomplete: "current-password" },
  },
};

interface Props {
  email?: string;
  error: Error | null;
  pending: boolean;
  onSubmit: (email: string, password: string) => void;
}

export function PasswordForm({ email, error, pending, onSubmit }: Props) {
  const { t } = useTranslation("login");
  return (
    <FlatForm
      schema={SCHEMA}
      labels={{ email: t("field.email"), password: t("field.password") }}
      action={t("signIn")}
      error={error}
      pending={pending}
      initial={{ email: email ?? "" }}
      autoFocus
      onSubmit={(values) => onSubmit(String(values.email).trim(), String(values.password))}
    />
  );
}
