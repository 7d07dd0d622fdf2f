import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { changeEmail } from "./api";
import { Confirm, Finished, NoToken, mailedPage, type MailedProps } from "./mailed";
import { PublicCard } from "./PublicCard";

function ChangeEmailPage({ token }: MailedProps) {
  const { t } = useTranslation("login");
  const changing = useMutation({ mutationFn: () => changeEmail(token ?? "") });
  return (
    <PublicCard title={t("move.title")} text={changing.isSuccess ? undefined : t("move.lead")}>
      {changing.isSuccess ? (
        <Finished text={changing.data.done ? t("move.done") : t("move.waiting")} action={t("toOmni")} to="/" />
      ) : token === null ? (
        <NoToken />
      ) : (
        <Confirm action={t("move.action")} pending={changing.isPending} error={changing.error} onConfirm={() => changing.mutate()} />
      )}
    </PublicCard>
  );
}

export default mailedPage(ChangeEmailPage);
