import Box from "@mui/material/Box";
import Skeleton from "@mui/material/Skeleton";
import Typography from "@mui/material/Typography";
import { Suspense, lazy, useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useColours } from "@/core/pages/colours";
import { useSeen } from "@/lib/seen";

import type { Chart, ReportTable } from "../api";
import { chartData, slices, type ChartData } from "./chartData";

/** The library that draws is a chunk of its own: pages without a chart never load it. */
const Drawing = lazy(() => import("./Drawing"));
const HEIGHT = 280;
const BAR = 30;

interface Props {
  chart: Chart;
  tables: ReportTable[];
  zone: string;
  group: string;
  /** Small, without lines behind it: for a card. */
  small?: boolean;
}

/** A chart of a report, with its title, what the colours mean, and which part is not over yet. */
export function ChartFigure({ chart, tables, zone, group, small = false }: Props) {
  const { t } = useTranslation("analytics");
  const data = useMemo(() => chartData(chart, tables), [chart, tables]);
  const [place, seen] = useSeen<HTMLDivElement>();
  if (!data) return null;
  const nothing = data.points.length === 0 || (chart.kind === "pie" && slices(data).length === 0);
  const height = small ? 150 : data.named ? Math.max(120, data.points.length * BAR + 50) : HEIGHT;
  return (
    <Box component="figure" aria-label={chart.title} sx={{ m: 0, minWidth: 0 }}>
      <Typography component="figcaption" sx={{ fontWeight: 650, mb: 1, fontSize: small ? "0.875rem" : undefined }}>
        {chart.title}
      </Typography>
      {nothing ? (
        <Box sx={{ height, display: "grid", placeItems: "center", color: "text.secondary" }}>{t("chart.nothing")}</Box>
      ) : (
        <Box ref={place} sx={{ height }}>
          {seen ? (
            <Suspense fallback={<Skeleton variant="rounded" height={height} role="status" aria-label={t("common:loading")} />}>
              <Drawing chart={chart} data={data} zone={zone} group={group} small={small} />
            </Suspense>
          ) : (
            <Skeleton variant="rounded" height={height} aria-hidden />
          )}
        </Box>
      )}
      {!nothing && chart.kind !== "pie" && <Legend chart={chart} data={data} />}
      {data.left > 0 && (
        <Typography variant="body2" color="textSecondary" sx={{ mt: 0.5 }}>
          {t("chart.left", { shown: data.points.length, total: data.points.length + data.left })}
        </Typography>
      )}
    </Box>
  );
}

const HATCHED = "repeating-linear-gradient(135deg, currentColor 0 2px, transparent 2px 5px)";

function Legend({ chart, data }: { chart: Chart; data: ChartData }) {
  const { t } = useTranslation("analytics");
  const colours = useColours();
  const swatch = { width: 14, height: chart.kind === "line" ? 3 : 10, borderRadius: 0.5 };
  const line = chart.kind === "line";
  const named = data.series.length > 1;
  if (!named && !data.open) return null;
  return (
    <Box component="ul" sx={{ listStyle: "none", m: 0, mt: 0.5, p: 0, display: "flex", flexWrap: "wrap", columnGap: 2, rowGap: 0.5, fontSize: "0.8125rem" }}>
      {named &&
        data.series.map(({ key, title }, at) => (
          <Box key={key} component="li" sx={{ display: "flex", alignItems: "center", gap: 0.75 }}>
            <Box aria-hidden sx={{ ...swatch, bgcolor: colours[at % colours.length] }} />
            {title}
          </Box>
        ))}
      {data.open && (
        <Box component="li" sx={{ display: "flex", alignItems: "center", gap: 0.75, color: "text.secondary" }}>
          <Box
            aria-hidden
            sx={line ? { width: 16, borderTop: "2px dashed", borderColor: "text.secondary" } : { ...swatch, color: "text.secondary", backgroundImage: HATCHED }}
          />
          {t("chart.open")}
        </Box>
      )}
    </Box>
  );
}
