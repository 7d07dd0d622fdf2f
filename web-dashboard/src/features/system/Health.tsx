import Box from "@mui/material/Box";
import List from "@mui/material/List";
import ListItem from "@mui/material/ListItem";
import ListItemText from "@mui/material/ListItemText";
import { useTranslation } from "react-i18next";

import { Section } from "@/components/Facts";
import { StateChip, type Tone } from "@/components/StateChip";
import type { Schema } from "@/lib/types";

const TONES: Record<Schema<"Report">["status"], Tone> = { ready: "success", degraded: "warning", unavailable: "error" };
const KERNEL = "omni";

/** Each component, and what is wrong with it. */
export function Health({ report }: { report: Schema<"Report"> }) {
  const { t } = useTranslation("system");
  return (
    <Section title={t("health")} actions={<StateChip label={t(`status.${report.status}`)} tone={TONES[report.status]} />}>
      <List disablePadding aria-label={t("checks")}>
        {report.checks.map((check) => (
          <ListItem key={`${check.plugin} ${check.name}`} disableGutters divider sx={{ gap: 2 }}>
            <ListItemText
              primary={check.plugin === KERNEL ? t(`check.${check.name}`, check.name) : t("checkOf", { name: check.name, plugin: check.plugin })}
              secondary={check.detail}
            />
            <StateChip label={t(check.ok ? "ok" : check.critical ? "broken" : "limited")} tone={check.ok ? "success" : check.critical ? "error" : "warning"} />
          </ListItem>
        ))}
        {report.not_loaded.map((plugin) => (
          <ListItem key={plugin.id} disableGutters divider sx={{ gap: 2 }}>
            <ListItemText primary={t("plugin", { id: plugin.id })} secondary={t("notLoaded")} />
            <StateChip label={t(`standing.${plugin.standing}`, plugin.standing)} tone="error" />
          </ListItem>
        ))}
      </List>
      {report.checks.length === 0 && <Box>{t("common:none")}</Box>}
    </Section>
  );
}
