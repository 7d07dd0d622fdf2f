/** Lines, areas, bars and slices of a report; alone in a chunk, with the library. */
import { useTheme } from "@mui/material/styles";
import { useId, useMemo } from "react";
import { useTranslation } from "react-i18next";
import {
  Area,
  Bar,
  CartesianGrid,
  Cell,
  ComposedChart,
  Legend,
  Line,
  Pie,
  PieChart,
  ReferenceArea,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";

import { useColours } from "@/core/pages/colours";

import type { Chart } from "../api";
import { slices, type ChartData, type Point, type Series } from "./chartData";
import { axisOf, tickOf, useShow } from "./values";

interface Props {
  chart: Chart;
  data: ChartData;
  zone: string;
  group: string;
  small: boolean;
}

/** How lines look, beside their colour; what is not over yet is dashed otherwise. */
const DASHES = ["", "8 3 2 3", "1 3", "10 4", "6 2 1 2 1 2"];
const OPEN = "4 4";

export default function Drawing(props: Props) {
  return props.chart.kind === "pie" ? <Slices {...props} /> : <Axes {...props} />;
}

function useStyles() {
  const theme = useTheme();
  const { palette } = theme.vars ?? theme;
  return {
    tick: { fill: palette.text.secondary, fontSize: 12 },
    grid: palette.divider,
    faint: palette.action.hover,
    paper: palette.background.paper,
    tooltip: {
      contentStyle: { backgroundColor: palette.background.paper, border: `1px solid ${palette.divider}`, borderRadius: 8 },
      labelStyle: { color: palette.text.primary, fontWeight: 600 },
      itemStyle: { color: palette.text.primary },
      cursor: { fill: palette.action.hover, stroke: palette.divider },
    },
  };
}

/** Of the series that a point of the drawing belongs to, whole or not over yet. */
function seriesOf(data: ChartData, key: unknown): Series | undefined {
  return data.series.find((one) => one.key === key || one.openKey === key);
}

function useTold({ data, zone }: Props) {
  const { t } = useTranslation("analytics");
  const show = useShow(zone);
  return {
    label: (label: unknown, payload: readonly { payload?: unknown }[]) => {
      const point = payload[0]?.payload as Point | undefined;
      const text = show(label, data.x.kind);
      return point?.open ? t("chart.openAt", { when: text }) : text;
    },
    value: (value: unknown, _: unknown, item: { dataKey?: unknown }) => {
      const series = seriesOf(data, item.dataKey);
      return show(value, series?.kind ?? "number", series?.unit);
    },
  };
}

function Axes(props: Props) {
  const { chart, data, zone, group, small } = props;
  const { i18n } = useTranslation();
  const pattern = useId();
  const colours = useColours();
  const style = useStyles();
  const show = useShow(zone);
  const told = useTold(props);
  const tick = useMemo(
    () =>
      tickOf(
        i18n.language,
        zone,
        data.points.map(({ x }) => x),
        group,
      ),
    [i18n.language, zone, data, group],
  );
  const [first] = data.series;
  const measure = axisOf(i18n.language, show, first?.kind ?? "number", first?.unit ?? "");
  const open = data.points.filter((point) => point.open);
  // Of nothing but zeros the library would make an axis to four, which is 400 %.
  const flat = data.points.every((point) => data.series.every(({ key, openKey }) => !point[key] && !point[openKey ?? key]));
  const colour = (at: number) => colours[at % colours.length] ?? "";
  const values = {
    domain: flat ? [0, 1] : undefined,
    tickFormatter: measure,
    tick: style.tick,
    stroke: style.grid,
    width: "auto" as const,
    allowDecimals: first?.kind !== "integer",
  };
  const names = { dataKey: "x", tickFormatter: tick, tick: style.tick, stroke: style.grid };
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={data.points} layout={data.named ? "vertical" : "horizontal"} margin={{ top: 8, right: 12, bottom: 0, left: 0 }} title={chart.title}>
        <defs>
          {data.series.map(({ key }, at) => (
            <pattern key={key} id={`${pattern}${at}`} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width={6} height={6} fill={style.paper} />
              <rect width={2.5} height={6} fill={colour(at)} />
            </pattern>
          ))}
        </defs>
        {!small && <CartesianGrid stroke={style.grid} vertical={data.named} horizontal={!data.named} />}
        {data.named ? (
          <XAxis type="number" {...values} width={undefined} />
        ) : (
          <XAxis {...names} minTickGap={small ? 50 : 30} padding={chart.kind === "line" ? { left: 4, right: 4 } : undefined} />
        )}
        {data.named ? <YAxis type="category" {...names} width="auto" interval={0} /> : <YAxis {...values} tickCount={small ? 3 : 5} />}
        <Tooltip {...style.tooltip} isAnimationActive={false} labelFormatter={told.label} formatter={told.value} filterNull />
        {chart.kind === "area" && open[0] && (
          <ReferenceArea x1={String(open[0].x)} x2={String(open.at(-1)?.x)} fill={style.faint} fillOpacity={1} ifOverflow="extendDomain" />
        )}
        {data.series.flatMap((series, at) => drawn(chart, data, series, colour(at), at, `url(#${pattern}${at})`))}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

/** One series; of a line two: what is whole, and what is not over yet. */
function drawn(chart: Chart, data: ChartData, series: Series, colour: string, at: number, hatched: string) {
  const stack = chart.stacked ? "one" : undefined;
  const common = { dataKey: series.key, name: series.title, isAnimationActive: false };
  if (chart.kind === "bar") {
    const radius: [number, number, number, number] = chart.stacked ? [0, 0, 0, 0] : data.named ? [0, 3, 3, 0] : [3, 3, 0, 0];
    return [
      <Bar {...common} stackId={stack} key={series.key} fill={colour} radius={radius} maxBarSize={48}>
        {data.open && data.points.map((point, index) => <Cell key={index} fill={point.open ? hatched : colour} stroke={point.open ? colour : undefined} />)}
      </Bar>,
    ];
  }
  // A value between two that are missing would not show without a dot.
  const dot = data.points.length > 60 ? false : { r: 2, fill: colour, strokeWidth: 0, strokeDasharray: "" };
  const line = { ...common, type: "linear" as const, stroke: colour, strokeWidth: 2, strokeDasharray: DASHES[at % DASHES.length] };
  if (chart.kind === "area") return [<Area {...line} stackId={stack} key={series.key} fill={colour} fillOpacity={chart.stacked ? 0.45 : 0.15} />];
  const whole = <Line {...line} key={series.key} dot={dot} />;
  if (!series.openKey) return [whole];
  return [whole, <Line {...line} key={series.openKey} dataKey={series.openKey} strokeDasharray={OPEN} dot={dot} />];
}

function Slices({ chart, data, small }: Props) {
  const { t } = useTranslation("analytics");
  const colours = useColours();
  const style = useStyles();
  const show = useShow();
  const [series] = data.series;
  const found = slices(data);
  const sum = found.reduce((all, { value }) => all + value, 0);
  const items = found.map(({ name, value, others }) => ({ name: others ? t("chart.others") : show(name, data.x.kind), value }));
  const told = (value: unknown) => `${show(value, series?.kind ?? "number", series?.unit)} (${show(Number(value) / sum, "percent")})`;
  return (
    <ResponsiveContainer width="100%" height="100%">
      <PieChart title={chart.title}>
        <Tooltip {...style.tooltip} isAnimationActive={false} formatter={told} />
        <Legend
          layout="vertical"
          align="right"
          verticalAlign="middle"
          iconType="circle"
          wrapperStyle={{ fontSize: 13, maxWidth: "50%" }}
          itemSorter={null}
          formatter={(name: string, entry) => (
            <span
              style={{ color: style.tick.fill }}
            >{`${name} · ${show(Number((entry.payload as { value?: number } | undefined)?.value ?? 0) / sum, "percent")}`}</span>
          )}
        />
        <Pie data={items} dataKey="value" nameKey="name" isAnimationActive={false} innerRadius={small ? "45%" : "50%"} outerRadius="85%" stroke={style.paper}>
          {items.map(({ name }, at) => (
            <Cell key={name} fill={colours[at % colours.length]} fillOpacity={at < colours.length ? 1 : 0.55} />
          ))}
        </Pie>
      </PieChart>
    </ResponsiveContainer>
  );
}
