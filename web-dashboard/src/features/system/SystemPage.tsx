import RefreshIcon from "@mui/icons-material/Refresh";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { ErrorState } from "@/components/ErrorState";
import { Facts, Section } from "@/components/Facts";
import { LoadingPage } from "@/components/LoadingPage";
import { PageHeader } from "@/components/PageHeader";
import { Copyable } from "@/components/Secret";
import { answer } from "@/lib/api";
import { useFormat } from "@/lib/format";
import { useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

import { Configuration } from "./Configuration";
import { Health } from "./Health";

const AGAIN = 15_000;
const BACKUP = "omni backup backup.omni";

/** How the installation is, and how it is configured. */
export default function SystemPage() {
  const { t } = useTranslation("system");
  const { api, key } = useScope();
  const found = useQuery({
    queryKey: key("platform"),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/platform", { signal })),
    refetchInterval: AGAIN,
  });
  if (found.error && !found.data) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <LoadingPage />;
  return (
    <>
      <PageHeader
        title={t("common:nav.system")}
        text={t("intro")}
        actions={
          <Button variant="outlined" startIcon={<RefreshIcon />} loading={found.isFetching} onClick={() => void found.refetch()}>
            {t("refresh")}
          </Button>
        }
      />
      <Health report={found.data.health} />
      <Installation platform={found.data} />
      <Section title={t("backup.title")}>
        <p>{t("backup.text")}</p>
        <Copyable text={BACKUP} label={t("backup.command")} />
      </Section>
      <Configuration table={found.data.configuration} />
    </>
  );
}

function Installation({ platform }: { platform: Schema<"Platform"> }) {
  const { t } = useTranslation("system");
  const { to } = useScope();
  const format = useFormat();
  const { versions, counts } = platform;
  const listed = (group: string, numbers: Record<string, number>) =>
    Object.entries(numbers)
      .map(([state, count]) => t(`${group}.${state}`, { defaultValue: `${state}: {{count, number}}`, count }))
      .join(", ");
  return (
    <Section title={t("installation")}>
      <Facts
        facts={[
          { label: t("version"), value: versions.omni },
          { label: t("environment"), value: platform.environment },
          { label: t("address"), value: platform.public_url },
          { label: t("database"), value: t(`databases.${versions.database}`, versions.database) },
          { label: t("python"), value: versions.python },
          { label: t("contract"), value: versions.contract },
          {
            label: t("common:nav.tenants"),
            value: (
              <MuiLink component={Link} to={to("tenants")}>
                {listed("tenants", counts.tenants) || t("common:none")}
              </MuiLink>
            ),
          },
          {
            label: t("common:nav.accounts"),
            value: (
              <MuiLink component={Link} to={to("accounts")}>
                {format.number(counts.accounts)}
              </MuiLink>
            ),
          },
          {
            label: t("common:nav.plugins"),
            value: (
              <MuiLink component={Link} to={to("plugins")}>
                {listed("plugins", platform.plugins) || t("common:none")}
              </MuiLink>
            ),
          },
          { label: t("unfinished"), value: listed("jobs", counts.jobs) || t("common:none") },
        ]}
      />
    </Section>
  );
}
