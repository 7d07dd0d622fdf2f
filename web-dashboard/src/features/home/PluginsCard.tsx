import ExtensionIcon from "@mui/icons-material/Extension";
import Box from "@mui/material/Box";
import Link from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { useTranslation } from "react-i18next";
import { Link as To } from "react-router";

import { ErrorState } from "@/components/ErrorState";
import { useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

import { usePlugins } from "./api";
import { Card } from "./Card";
import { Numbers } from "./Numbers";

type Plugin = Schema<"PluginView">;

const RUNS = ["active", "loaded"];
/** The most that are named; the page of plugins has all. */
const NAMED = 4;

/** It does not do what somebody switched it on for. */
function ails(plugin: Plugin): boolean {
  return (!RUNS.includes(plugin.state) && plugin.state !== "disabled") || plugin.needs_consent || Boolean(plugin.resting_until);
}

/** How plugins stand here, with those that want attention by name. */
export function PluginsCard() {
  const { t } = useTranslation("home");
  const { tenant, to } = useScope();
  const plugins = usePlugins();
  if (plugins.fetchStatus === "idle" && plugins.isPending) return null;
  const all = plugins.data;
  const ailing = all?.filter(ails) ?? [];
  const count = (states: string[]) => all?.filter((one) => states.includes(one.state)).length;
  return (
    <Card title={t("plugins.title")} icon={<ExtensionIcon fontSize="small" />} more={{ label: t("plugins.more"), to: to("plugins") }}>
      {plugins.error && !all ? (
        <ErrorState error={plugins.error} onRetry={() => void plugins.refetch()} />
      ) : (
        <>
          <Numbers
            of={[
              { label: t(tenant === null ? "plugins.loaded" : "plugins.on"), count: count(RUNS) },
              ...(tenant === null ? [] : [{ label: t("plugins.off"), count: count(["disabled"]) }]),
              { label: t("plugins.ailing"), count: all && ailing.length, alarming: true },
            ]}
          />
          {ailing.slice(0, NAMED).map((plugin) => (
            <Box key={plugin.id} sx={{ mt: 1 }}>
              <Typography variant="body2">
                <Link component={To} to={to(`plugins/${plugin.id}`)}>
                  {plugin.title}
                </Link>
                {`: ${plugin.resting_until ? t("plugins.resting") : plugin.reason || t("plugins.consent")}`}
              </Typography>
            </Box>
          ))}
        </>
      )}
    </Card>
  );
}
