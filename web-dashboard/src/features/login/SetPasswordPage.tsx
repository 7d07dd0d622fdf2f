import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { FlatForm } from "@/components/FlatForm";
import type { JsonSchema } from "@/components/flat/schema";

import { setPassword } from "./api";
import { Finished, NoToken, mailedPage, type MailedProps } from "./mailed";
import { PublicCard } from "./PublicCard";

function SetPasswordPage({ token }: MailedProps) {
  const { t } = useTranslation("login");
  const setting = useMutation({ mutationFn: (password: string) => setPassword(token ?? "", password) });
  const schema: JsonSchema = {
    required: ["password"],
    properties: { password: { type: "string", format: "password", maxLength: 1024, autocomplete: "new-password", description: t("field.hint") } },
  };
  return (
    <PublicCard title={t("setPassword.title")} text={setting.isSuccess ? undefined : t("setPassword.lead")}>
      {setting.isSuccess ? (
        <Finished text={t("setPassword.done")} />
      ) : token === null ? (
        <NoToken />
      ) : (
        <FlatForm
          schema={schema}
          labels={{ password: t("field.newPassword") }}
          action={t("setPassword.action")}
          error={setting.error}
          pending={setting.isPending}
          autoFocus
          onSubmit={({ password }) => setting.mutate(String(password))}
        />
      )}
    </PublicCard>
  );
}

export default mailedPage(SetPasswordPage);
