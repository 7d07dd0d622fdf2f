import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Card from "@mui/material/Card";
import CardActions from "@mui/material/CardActions";
import CardContent from "@mui/material/CardContent";
import MuiLink from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { PluginIcon } from "@/components/PluginIcon";
import { useScope } from "@/lib/scope";

import { useMayManage, type Plugin } from "./api";
import { FAILED, PluginState, useReason } from "./state";

interface Props {
  plugin: Plugin;
  all: Plugin[];
  onEnable: (plugin: Plugin) => void;
  onDisable: (plugin: Plugin) => void;
}

/** One plugin of the catalogue. */
export function PluginCard({ plugin, all, onEnable, onDisable }: Props) {
  const { t } = useTranslation("plugins");
  const { to } = useScope();
  const mayManage = useMayManage()(plugin);
  const reason = useReason()(plugin, all);
  return (
    <Card component="li" variant="outlined" sx={{ display: "flex", flexDirection: "column", listStyle: "none" }}>
      <CardContent sx={{ flex: 1 }}>
        <Box sx={{ display: "flex", gap: 1.5, alignItems: "flex-start", mb: 1 }}>
          <PluginIcon name={plugin.icon} color="primary" sx={{ fontSize: 28, mt: 0.25 }} />
          <Box sx={{ flex: 1, minWidth: 0 }}>
            <Typography variant="h3" sx={{ overflowWrap: "anywhere" }}>
              <MuiLink component={Link} to={to(`plugins/${plugin.id}`)} underline="hover">
                {plugin.title}
              </MuiLink>
            </Typography>
            <Typography variant="body2" color="textSecondary">
              {t("card.about", { version: plugin.version, level: t(`level.${plugin.level || "unknown"}`) })}
            </Typography>
          </Box>
          <PluginState plugin={plugin} />
        </Box>
        <Typography sx={{ overflowWrap: "anywhere" }}>{plugin.summary}</Typography>
        {reason && (plugin.state !== "active" || plugin.resting_until) && (
          <Typography variant="body2" color="textSecondary" sx={{ mt: 1, overflowWrap: "anywhere" }}>
            {reason}
          </Typography>
        )}
      </CardContent>
      <CardActions sx={{ px: 2, pb: 1.5, pt: 0, gap: 1 }}>
        {mayManage && plugin.state === "disabled" && (
          <Button variant="contained" size="small" onClick={() => onEnable(plugin)} aria-label={t("enable.title", { title: plugin.title })}>
            {t("enable.action")}
          </Button>
        )}
        {mayManage && plugin.needs_consent && (
          <Button variant="contained" size="small" onClick={() => onEnable(plugin)} aria-label={t("enable.consentTitle", { title: plugin.title })}>
            {t("enable.review")}
          </Button>
        )}
        {mayManage && plugin.state !== "disabled" && !FAILED.has(plugin.state) && (
          <Button size="small" onClick={() => onDisable(plugin)} aria-label={t("disable.title", { title: plugin.title })}>
            {t("disable.action")}
          </Button>
        )}
        <Button size="small" component={Link} to={to(`plugins/${plugin.id}`)} aria-label={t("card.detailsOf", { title: plugin.title })}>
          {t("card.details")}
        </Button>
      </CardActions>
    </Card>
  );
}
