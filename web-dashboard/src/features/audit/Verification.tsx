import VerifiedIcon from "@mui/icons-material/Verified";
import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState } from "@/components/ErrorState";
import { Facts, Section } from "@/components/Facts";
import { LoadingPage } from "@/components/LoadingPage";
import { Copyable } from "@/components/Secret";
import { useSay } from "@/components/Snacks";
import { useFormat } from "@/lib/format";
import { useLive } from "@/lib/live";
import { useMay, useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

import { useAuditActions, useVerification } from "./api";

/** Whether the chain was whole when it was last looked through. */
export function Verification() {
  const { t } = useTranslation("audit");
  const may = useMay();
  const { waiting, begin } = useVerifying();
  const found = useVerification(waiting);
  if (found.isPending) return <LoadingPage />;
  if (!found.data) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  const action = may("audit-log.log.manage") && (
    <Button variant="contained" startIcon={<VerifiedIcon />} loading={waiting} onClick={() => begin(found.data.at)}>
      {t("verify.now")}
    </Button>
  );
  return (
    <Section title={t("verify.title")} actions={action}>
      <Typography color="textSecondary" gutterBottom>
        {t("verify.text")}
      </Typography>
      <Result found={found.data} />
    </Section>
  );
}

/** Begins a verification, and waits until its result stands in the log. */
function useVerifying() {
  const { t } = useTranslation("audit");
  const { key } = useScope();
  const client = useQueryClient();
  const say = useSay();
  const { verify } = useAuditActions();
  const [since, setSince] = useState<string | null | undefined>(undefined);
  const { data } = useVerification(false);
  const asking = useMutation({
    mutationFn: verify,
    onError: (error) => {
      setSince(undefined);
      say.failed(error);
    },
  });
  useLive("job", (told) => {
    const { plugin, name, state } = told as { plugin: string; name: string; state: string };
    if (since === undefined || plugin !== "audit-log" || !name.endsWith("tend") || state !== "dead") return;
    setSince(undefined);
    say.warn(t("verify.failed"));
  });
  useEffect(() => {
    if (since === undefined || !data || data.at === since) return;
    setSince(undefined);
    void client.invalidateQueries({ queryKey: key("audit", "entries") });
    if (data.ok) say.done(t("verify.done"));
  }, [since, data, client, key, say, t]);
  return {
    waiting: since !== undefined,
    begin: (at: string | null) => {
      setSince(at);
      asking.mutate();
    },
  };
}

function Result({ found }: { found: Schema<"VerificationView"> }) {
  const { t } = useTranslation("audit");
  const format = useFormat();
  return (
    <>
      {found.at === null ? (
        <Alert severity="info" sx={{ my: 2 }}>
          {t("verify.never")}
        </Alert>
      ) : found.ok ? (
        <Alert severity="success" sx={{ my: 2 }}>
          {t("verify.whole", { count: found.entries })}
        </Alert>
      ) : (
        <Alert severity="error" sx={{ my: 2 }}>
          {t("verify.broken", { count: found.problems })}
          <ul>
            {found.findings.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </Alert>
      )}
      <Facts
        facts={[
          { label: t("verify.at"), value: found.at && `${format.dateTime(found.at)} (${format.relative(found.at)})` },
          { label: t("verify.entries"), value: found.at && format.number(found.entries) },
          {
            label: t("verify.span"),
            value: found.at && t("verify.fromTo", { first: format.number(found.first), last: format.number(found.last) }),
          },
          { label: t("verify.fingerprint"), value: <Copyable text={found.fingerprint} label={t("verify.fingerprint")} /> },
          { label: t("verify.key"), value: <Copyable text={found.public_key} label={t("verify.key")} /> },
        ]}
      />
    </>
  );
}
