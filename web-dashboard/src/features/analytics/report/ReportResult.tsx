import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Paper from "@mui/material/Paper";
import Typography from "@mui/material/Typography";
import { useTranslation } from "react-i18next";

import { useFormat } from "@/lib/format";

import type { Report } from "../api";
import { ChartFigure } from "./ChartFigure";
import { Definitions } from "./Definitions";
import { FigureTiles } from "./FigureTiles";
import { PeriodLine } from "./PeriodLine";
import { TableOfReport } from "./ReportTables";

interface Props {
  report: Report;
  onMore?: () => void;
  loadingMore: boolean;
}

/** What a run found: figures, charts, tables, and what they mean. */
export function ReportResult({ report, onMore, loadingMore }: Props) {
  const { t } = useTranslation("analytics");
  const format = useFormat();
  const zone = report.period?.zone ?? format.zone;
  const group = report.period?.group ?? "day";
  return (
    <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: "minmax(0, 1fr)" }}>
      <Box>
        {report.period && <PeriodLine period={report.period} />}
        <Typography variant="body2" color="textSecondary">
          {t("generated", { time: format.dateTime(report.generated) })}
        </Typography>
      </Box>
      {report.empty && <Alert severity="info">{t("nothing")}</Alert>}
      {report.notes.length > 0 && (
        <Alert severity="info" icon={false} aria-label={t("notes")} role="note">
          {report.notes.map((note) => (
            <div key={note}>{note}</div>
          ))}
        </Alert>
      )}
      {report.figures.length > 0 && (
        <Paper variant="outlined" sx={{ p: { xs: 2, sm: 2.5 } }}>
          <FigureTiles figures={report.figures} zone={zone} />
        </Paper>
      )}
      {report.charts.length > 0 && (
        <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "repeat(2, minmax(0, 1fr))" } }}>
          {report.charts.map((chart) => (
            <Paper key={chart.name} variant="outlined" sx={{ p: 2, ...(report.charts.length === 1 && { gridColumn: "1 / -1" }) }}>
              <ChartFigure chart={chart} tables={report.tables} zone={zone} group={group} />
            </Paper>
          ))}
        </Box>
      )}
      {report.tables.map((table) => (
        <TableOfReport key={table.name} table={table} zone={zone} onMore={onMore} loading={loadingMore} />
      ))}
      <Definitions definitions={report.definitions} />
    </Box>
  );
}
