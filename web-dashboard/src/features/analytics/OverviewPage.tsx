import Alert from "@mui/material/Alert";
import AlertTitle from "@mui/material/AlertTitle";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Paper from "@mui/material/Paper";
import Typography from "@mui/material/Typography";
import { useQuery, type QueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { EmptyState } from "@/components/EmptyState";
import { LoadingPage } from "@/components/LoadingPage";
import { usePluginTitles } from "@/core/plugins";
import { useFormat } from "@/lib/format";
import { useScope, type Scope } from "@/lib/scope";

import { Failed } from "./Failed";
import { Frame } from "./Frame";
import { overviewQuery, type Card } from "./api";
import { ChartFigure } from "./report/ChartFigure";
import { FigureTiles } from "./report/FigureTiles";
import { TableOfReport } from "./report/ReportTables";

export function ahead(client: QueryClient, scope: Scope) {
  void client.prefetchQuery(overviewQuery(scope));
}

/** The tenant at a glance: what each report has to say of the last 30 days. */
export default function OverviewPage() {
  const { t } = useTranslation("analytics");
  const scope = useScope();
  const { title } = usePluginTitles();
  const format = useFormat();
  const found = useQuery(overviewQuery(scope));
  if (found.error && !found.data) {
    return (
      <Frame page="overview">
        <Failed error={found.error} onRetry={() => void found.refetch()} />
      </Frame>
    );
  }
  if (!found.data) {
    return (
      <Frame page="overview">
        <LoadingPage />
      </Frame>
    );
  }
  const { cards, failed, generated } = found.data;
  return (
    <Frame page="overview">
      {cards.length + failed.length === 0 && (
        <EmptyState title={t("overview.empty")} text={t("overview.emptyText")} action={{ label: t("overview.toReports"), to: scope.to("analytics/reports") }} />
      )}
      <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: { xs: "minmax(0, 1fr)", lg: "repeat(2, minmax(0, 1fr))" }, alignItems: "start" }}>
        {cards.map((card) => (
          <OverviewCard key={card.type} card={card} />
        ))}
        {failed.map(({ plugin, reason }, at) => (
          <Alert key={at} severity="warning" variant="outlined" sx={{ bgcolor: "background.paper" }}>
            <AlertTitle>{t("overview.failed", { plugin: title(plugin) })}</AlertTitle>
            {reason}
          </Alert>
        ))}
      </Box>
      {cards.length > 0 && (
        <Typography variant="body2" color="textSecondary" sx={{ mt: 2 }}>
          {t("overview.generated", { time: format.dateTime(generated) })}
        </Typography>
      )}
    </Frame>
  );
}

/** What one report has to say, and the way to it. */
function OverviewCard({ card }: { card: Card }) {
  const { t } = useTranslation("analytics");
  const { to } = useScope();
  const { zone } = useFormat();
  const drawn = new Set(card.charts.map(({ table }) => table));
  const others = card.tables.filter(({ name }) => !drawn.has(name));
  return (
    <Paper
      component="section"
      variant="outlined"
      aria-label={card.title}
      sx={{ p: { xs: 2, sm: 2.5 }, display: "grid", gap: 2, gridTemplateColumns: "minmax(0, 1fr)" }}
    >
      <Box sx={{ display: "flex", alignItems: "center", gap: 1 }}>
        <Typography variant="h2" sx={{ flex: 1 }}>
          {card.title}
        </Typography>
        <Button size="small" component={Link} to={to(`analytics/reports/${card.type}`)} aria-label={t("overview.openOf", { name: card.title })}>
          {t("overview.open")}
        </Button>
      </Box>
      {card.figures.length > 0 && <FigureTiles figures={card.figures} />}
      {card.charts.length > 0 && (
        <Box
          sx={{
            display: "grid",
            gap: 2,
            gridTemplateColumns: { xs: "minmax(0, 1fr)", sm: card.charts.length > 1 ? "repeat(2, minmax(0, 1fr))" : "minmax(0, 1fr)" },
          }}
        >
          {card.charts.map((chart) => (
            <ChartFigure key={chart.name} chart={chart} tables={card.tables} zone={zone} group="day" small />
          ))}
        </Box>
      )}
      {others.map((table) => (
        <TableOfReport key={table.name} table={table} zone={zone} loading={false} />
      ))}
      {card.notes.map((note) => (
        <Typography key={note} variant="body2" color="textSecondary">
          {note}
        </Typography>
      ))}
    </Paper>
  );
}
