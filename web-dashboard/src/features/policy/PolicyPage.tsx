import Alert from "@mui/material/Alert";
import { useTranslation } from "react-i18next";

import { ErrorState } from "@/components/ErrorState";
import { LoadingPage } from "@/components/LoadingPage";
import { PageHeader } from "@/components/PageHeader";
import { useScope } from "@/lib/scope";
import { useUrlState } from "@/lib/urlState";

import { PolicyForm } from "./PolicyForm";
import { RoleChoice } from "./RoleChoice";
import { useAccount, usePolicy } from "./api";

/** What people must satisfy to sign in. */
export default function PolicyPage() {
  const { t } = useTranslation(["policy", "roles"]);
  const { tenant, to } = useScope();
  const [role] = useUrlState("role");
  const [account] = useUrlState("account");
  const subject = tenant === null ? { role: "", account } : { role, account: "" };
  const { data: person } = useAccount(subject.account);
  const { query, save, clear } = usePolicy(subject);
  const text = tenant !== null ? t("intro") : account ? t("introAccount", { email: person?.email ?? "" }) : t("introPlatform");
  return (
    <>
      <PageHeader title={t("common:nav.policy")} text={text} trail={subject.account ? [{ label: t("common:nav.accounts"), to: to("accounts") }] : undefined} />
      {tenant !== null && <RoleChoice />}
      {query.error ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data ? (
        <>
          {query.data.warnings.map((warning) => (
            <Alert key={warning} severity="warning" sx={{ mb: 2 }}>
              {warning}
            </Alert>
          ))}
          <PolicyForm key={query.data.subject} rules={query.data.rules} signUp={!subject.role && !subject.account} onSave={save} onClear={clear} />
        </>
      ) : (
        <LoadingPage />
      )}
    </>
  );
}
