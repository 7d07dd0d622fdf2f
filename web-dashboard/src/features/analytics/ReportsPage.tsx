import Box from "@mui/material/Box";
import Card from "@mui/material/Card";
import CardActionArea from "@mui/material/CardActionArea";
import CardContent from "@mui/material/CardContent";
import Typography from "@mui/material/Typography";
import type { QueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { EmptyState } from "@/components/EmptyState";
import { LoadingPage } from "@/components/LoadingPage";
import { usePluginTitles } from "@/core/plugins";
import { useScope, type Scope } from "@/lib/scope";

import { Failed } from "./Failed";
import { Frame } from "./Frame";
import { typesQuery, useTypes } from "./api";

export function ahead(client: QueryClient, scope: Scope) {
  void client.prefetchQuery(typesQuery(scope));
}

/** The reports that one may run. */
export default function ReportsPage() {
  const { t } = useTranslation("analytics");
  const { to } = useScope();
  const { title: pluginTitle } = usePluginTitles();
  const found = useTypes();
  return (
    <Frame page="reports">
      {found.error && !found.data ? (
        <Failed error={found.error} onRetry={() => void found.refetch()} />
      ) : !found.data ? (
        <LoadingPage />
      ) : found.data.length === 0 ? (
        <EmptyState title={t("types.empty")} text={t("types.emptyText")} action={{ label: t("common:nav.plugins"), to: to("plugins") }} />
      ) : (
        <Box
          component="ul"
          sx={{ listStyle: "none", m: 0, p: 0, display: "grid", gap: 2, gridTemplateColumns: "repeat(auto-fill, minmax(min(260px, 100%), 1fr))" }}
        >
          {found.data.map(({ name, title, summary, plugin }) => (
            <Card key={name} component="li">
              <CardActionArea component={Link} to={to(`analytics/reports/${name}`)} sx={{ height: "100%" }}>
                <CardContent sx={{ height: "100%", display: "flex", flexDirection: "column", gap: 0.5 }}>
                  <Typography variant="h2" color="primary">
                    {title}
                  </Typography>
                  <Typography sx={{ flex: 1 }}>{summary}</Typography>
                  <Typography variant="body2" color="textSecondary">
                    {pluginTitle(plugin)}
                  </Typography>
                </CardContent>
              </CardActionArea>
            </Card>
          ))}
        </Box>
      )}
    </Frame>
  );
}
