import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useSearchParams } from "react-router";

import { beginByPassword, beginByProvider, resume, whoIsThere } from "@/core/login/api";
import { leave } from "@/core/login/leave";
import { LoginSteps } from "@/core/login/LoginSteps";
import { isServed, localPath, tenantOf } from "@/core/login/next";
import { PasswordForm } from "@/core/login/PasswordForm";
import type { DoneStep } from "@/core/login/steps";
import { useLogin } from "@/core/login/useLogin";
import { useUrlState } from "@/lib/urlState";

import { Providers } from "./Providers";
import { PublicCard } from "./PublicCard";
import { Warnings } from "./Warnings";

/** Who is signed in already may just go on. */
function SignedIn({ next }: { next: string }) {
  const { t } = useTranslation("login");
  const { data: me } = useQuery({ queryKey: ["login", "who"], queryFn: whoIsThere, staleTime: 0 });
  if (!me) return null;
  return (
    <Alert severity="info" sx={{ mb: 2 }}>
      {t("already.text", { email: me.email })}{" "}
      <MuiLink component={Link} to={next} color="inherit">
        {t("already.action")}
      </MuiLink>
    </Alert>
  );
}

/** The end of a login: what the person should know first, then on to where he wanted. */
function useEntering(wanted: string) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [warned, setWarned] = useState<DoneStep | null>(null);
  const enter = (path: string) => {
    // What another account saw is none of this one's.
    client.clear();
    if (isServed(path)) leave(path, null);
    else void navigate(path, { replace: true });
  };
  const done = (step: DoneStep) => {
    if (step.warnings?.length) setWarned(step);
    else enter(localPath(step.next ?? wanted));
  };
  return { warned, enter, done };
}

export default function LoginPage() {
  const { t } = useTranslation("login");
  const [params] = useSearchParams();
  const next = localPath(params.get("next"));
  const [flow, setFlow] = useUrlState("flow");
  const [problem, setProblem] = useUrlState("problem");
  const { warned, enter, done } = useEntering(next);
  const state = useLogin({ onStep: (login) => setFlow(login?.flowId ?? ""), onDone: done });
  const { run } = state;
  const [tenant, setTenant] = useUrlState("tenant", tenantOf(next) ?? "");

  // A login that came back from an identity provider, or that was reloaded, goes on where it was.
  const [begun] = useState(flow);
  useEffect(() => {
    if (begun) run(() => resume(begun));
  }, [begun, run]);

  if (warned) return <Warnings warnings={warned.warnings ?? []} onContinue={enter} next={localPath(warned.next ?? next)} />;
  const first = !state.login;
  return (
    <PublicCard title={t("title")} text={first ? t("lead") : undefined}>
      {first && <SignedIn next={next} />}
      {first && problem && !state.error && (
        <Alert severity="error" sx={{ mb: 2 }}>
          {t(/^[a-z-]+$/.test(problem) ? `problem.${problem}` : "problem.other", { defaultValue: t("problem.other") })}
        </Alert>
      )}
      <LoginSteps state={state} onBack={state.restart} />
      {first && (
        <>
          <PasswordForm
            error={state.error}
            pending={state.pending}
            onSubmit={(email, password) => {
              setProblem("");
              run(() => beginByPassword(email, password, next));
            }}
          />
          <Box sx={{ mt: 1 }}>
            <MuiLink component={Link} to="/auth/forgot-password" variant="body2">
              {t("forgot.link")}
            </MuiLink>
          </Box>
          <Providers tenant={tenant} disabled={state.pending} onTenant={setTenant} onPress={(button) => run(() => beginByProvider(button, next))} />
        </>
      )}
    </PublicCard>
  );
}
