import BusinessIcon from "@mui/icons-material/Business";
import MonitorHeartIcon from "@mui/icons-material/MonitorHeart";
import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { useTranslation } from "react-i18next";

import { ErrorState } from "@/components/ErrorState";
import { StateChip, type Tone } from "@/components/StateChip";
import { useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

import { useInstallation } from "./api";
import { Card } from "./Card";
import { Numbers } from "./Numbers";

const TONES: Record<Schema<"Report">["status"], Tone> = { ready: "success", degraded: "warning", unavailable: "error" };

/** Of the whole installation: how many tenants and accounts there are, and whether everything it stands on is there. */
export function InstallationCards() {
  const { t } = useTranslation("home");
  const { to } = useScope();
  const found = useInstallation();
  if (found.fetchStatus === "idle" && found.isPending) return null;
  if (found.error && !found.data) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  const tenants = found.data?.counts.tenants;
  return (
    <>
      <Card title={t("installation.title")} icon={<BusinessIcon fontSize="small" />} more={{ label: t("installation.more"), to: to("tenants") }}>
        <Numbers
          of={[
            { label: t("installation.active"), count: tenants && (tenants.active ?? 0), to: to("tenants") },
            { label: t("installation.suspended"), count: tenants && (tenants.suspended ?? 0), to: to("tenants?state=suspended") },
            { label: t("installation.accounts"), count: found.data?.counts.accounts, to: to("accounts") },
          ]}
        />
      </Card>
      <Card title={t("health.title")} icon={<MonitorHeartIcon fontSize="small" />} more={{ label: t("health.more"), to: to("system") }}>
        {found.data && <Health report={found.data.health} />}
      </Card>
    </>
  );
}

function Health({ report }: { report: Schema<"Report"> }) {
  const { t } = useTranslation("home");
  const failing = report.checks.filter((check) => !check.ok);
  return (
    <Box sx={{ display: "flex", flexDirection: "column", gap: 1, alignItems: "flex-start" }}>
      <StateChip label={t(`health.${report.status}`)} tone={TONES[report.status]} />
      <Typography variant="body2" sx={{ color: "text.secondary" }}>
        {failing.length === 0 ? t("health.well", { count: report.checks.length }) : failing.map((check) => check.detail || check.name).join("; ")}
      </Typography>
    </Box>
  );
}
