import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { verifyEmail } from "./api";
import { Confirm, Finished, NoToken, mailedPage, type MailedProps } from "./mailed";
import { PublicCard } from "./PublicCard";

function VerifyEmailPage({ token }: MailedProps) {
  const { t } = useTranslation("login");
  const verifying = useMutation({ mutationFn: () => verifyEmail(token ?? "") });
  return (
    <PublicCard title={t("verify.title")} text={verifying.isSuccess ? undefined : t("verify.lead")}>
      {verifying.isSuccess ? (
        <Finished text={t("verify.done")} action={t("toOmni")} to="/" />
      ) : token === null ? (
        <NoToken />
      ) : (
        <Confirm action={t("verify.action")} pending={verifying.isPending} error={verifying.error} onConfirm={() => verifying.mutate()} />
      )}
    </PublicCard>
  );
}

export default mailedPage(VerifyEmailPage);
