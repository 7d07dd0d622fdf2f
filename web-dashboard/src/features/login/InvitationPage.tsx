import Alert from "@mui/material/Alert";
import Typography from "@mui/material/Typography";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState, useErrorText } from "@/components/ErrorState";
import { FlatForm } from "@/components/FlatForm";
import type { JsonSchema } from "@/components/flat/schema";
import { LoadingPage } from "@/components/LoadingPage";
import { beginByPassword, whoIsThere } from "@/core/login/api";
import { LoginSteps } from "@/core/login/LoginSteps";
import { PasswordForm } from "@/core/login/PasswordForm";
import { useLogin } from "@/core/login/useLogin";
import type { Schema } from "@/lib/types";

import { accept, lookAtInvitation } from "./api";
import { Confirm, Finished, NoToken, mailedPage, type MailedProps } from "./mailed";
import { PublicCard } from "./PublicCard";

interface Props {
  token: string;
  asked: Schema<"Asked">;
  onJoined: (signedIn: boolean) => void;
}

/** Nobody has an account with that address yet: a password makes one. */
function WithPassword({ token, onJoined }: Props) {
  const { t } = useTranslation("login");
  const joining = useMutation({
    mutationFn: (values: { name: string; password: string }) => accept(token, values),
    onSuccess: () => onJoined(false),
  });
  const schema: JsonSchema = {
    required: ["password"],
    properties: {
      name: { type: "string", maxLength: 200, autocomplete: "name" },
      password: { type: "string", format: "password", maxLength: 1024, autocomplete: "new-password", description: t("field.hint") },
    },
  };
  return (
    <FlatForm
      schema={schema}
      labels={{ name: t("field.name"), password: t("field.newPassword") }}
      action={t("invitation.action")}
      error={joining.error}
      pending={joining.isPending}
      autoFocus
      onSubmit={({ name, password }) => joining.mutate({ name: typeof name === "string" ? name : "", password: String(password) })}
    />
  );
}

/** The address has an account: its owner joins, signed in. */
function WithAccount({ token, asked, onJoined }: Props) {
  const { t } = useTranslation("login");
  const words = useErrorText();
  const client = useQueryClient();
  const who = useQuery({ queryKey: ["login", "who"], queryFn: whoIsThere, staleTime: 0 });
  const joining = useMutation({ mutationFn: () => accept(token, { name: "", password: null }), onSuccess: () => onJoined(true) });
  const state = useLogin({
    onDone: () => {
      client.clear();
      joining.mutate();
    },
  });
  if (who.isPending) return <LoadingPage />;
  if (who.data?.email === asked.email) {
    return <Confirm action={t("invitation.action")} pending={joining.isPending} error={joining.error} onConfirm={() => joining.mutate()} />;
  }
  if (state.login) return <LoginSteps state={state} onBack={state.restart} />;
  return (
    <>
      <Typography sx={{ mb: 2 }}>{t("invitation.signIn")}</Typography>
      {who.data && (
        <Alert severity="info" sx={{ mb: 2 }}>
          {t("invitation.other", { email: who.data.email })}
        </Alert>
      )}
      {joining.error && (
        <Alert severity="error" sx={{ mb: 2 }}>
          {words(joining.error)}
        </Alert>
      )}
      <PasswordForm
        email={asked.email}
        error={state.error}
        pending={state.pending || joining.isPending}
        onSubmit={(email, password) => state.run(() => beginByPassword(email, password, "/"))}
      />
    </>
  );
}

function InvitationPage({ token }: MailedProps) {
  const { t } = useTranslation("login");
  const [joined, setJoined] = useState<"with-login" | "signed-in" | null>(null);
  const look = useQuery({
    queryKey: ["login", "invitation", token],
    queryFn: ({ signal }) => lookAtInvitation(token ?? "", signal),
    enabled: token !== null && joined === null,
    retry: false,
    staleTime: Infinity,
  });
  const [kept, setKept] = useState<Schema<"Asked">>();
  const asked = look.data ?? kept;
  if (token !== null && look.isPending && !kept) return <LoadingPage />;
  const tenant = asked?.tenant ?? t("invitation.omni");
  const finish = (signedIn: boolean) => {
    setKept(asked);
    setJoined(signedIn ? "signed-in" : "with-login");
  };
  return (
    <PublicCard title={t("invitation.title", { tenant })} text={asked && !joined ? t("invitation.lead", { email: asked.email }) : undefined}>
      {token === null && <NoToken />}
      {look.error && <ErrorState error={look.error} onRetry={() => void look.refetch()} />}
      {joined && (
        <Finished
          text={t("invitation.done", { tenant })}
          action={joined === "signed-in" ? t("toOmni") : undefined}
          to={joined === "signed-in" ? "/choose" : "/login"}
        />
      )}
      {token !== null && asked && !joined && asked.way === "password" && <WithPassword token={token} asked={asked} onJoined={finish} />}
      {token !== null && asked && !joined && asked.way === "sign-in" && <WithAccount token={token} asked={asked} onJoined={finish} />}
    </PublicCard>
  );
}

export default mailedPage(InvitationPage);
