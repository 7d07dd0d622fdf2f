/** Lines, areas, bars and slices; alone in a chunk, with the library. */
import { useTheme } from "@mui/material/styles";
import {
  Area,
  AreaChart,
  Bar,
  BarChart,
  CartesianGrid,
  Cell,
  Legend,
  Line,
  LineChart,
  Pie,
  PieChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";

import { useFormat } from "@/lib/format";

import { useColours } from "./colours";
import type { Block, Row } from "./source";
import { isInstant, measured, useShow } from "./values";

/** How series look, beside their colour: dashes tell them apart without it. */
const DASHES = ["", "6 3", "2 2", "8 3 2 3", "4 4"];

interface Props {
  block: Block;
  items: Row[];
  label: string;
}

export default function Drawing(props: Props) {
  return props.block.chart === "pie" ? <Slices {...props} /> : <Axes {...props} />;
}

function useStyles() {
  const theme = useTheme();
  const { palette } = theme.vars ?? theme;
  return {
    tick: { fill: palette.text.secondary, fontSize: 12 },
    grid: palette.divider,
    tooltip: {
      contentStyle: { backgroundColor: palette.background.paper, border: `1px solid ${palette.divider}`, borderRadius: 8 },
      labelStyle: { color: palette.text.primary },
      itemStyle: { color: palette.text.primary },
    },
    legend: { color: palette.text.secondary, fontSize: 13 },
  };
}

function Axes({ block, items, label }: Props) {
  const colours = useColours();
  const style = useStyles();
  const format = useFormat();
  const show = useShow();
  const x = block.x?.name ?? "";
  const instants = items.every((row) => isInstant(row[x]));
  const numbers = instants || items.every((row) => typeof row[x] === "number");
  const at = (row: Row) => (instants ? Date.parse(String(row[x])) : row[x]) as number | string;
  const span = instants ? (at(items.at(-1) ?? {}) as number) - (at(items[0] ?? {}) as number) : 0;
  const data = items.map((row) => ({ ...row, [x]: at(row) }));
  const tick = (value: number | string) =>
    instants ? (span < DAY ? format.time(new Date(value)) : format.date(new Date(value))) : typeof value === "number" ? format.number(value) : value;
  const Chart = block.chart === "bar" ? BarChart : block.chart === "area" ? AreaChart : LineChart;
  return (
    <ResponsiveContainer width="100%" height="100%">
      <Chart data={data} margin={{ top: 8, right: 12, bottom: 0, left: 0 }} title={label}>
        <CartesianGrid stroke={style.grid} vertical={false} />
        <XAxis
          dataKey={x}
          type={numbers && block.chart !== "bar" ? "number" : "category"}
          domain={["dataMin", "dataMax"]}
          scale={instants && block.chart !== "bar" ? "time" : "auto"}
          tickFormatter={tick}
          tick={style.tick}
          stroke={style.grid}
          minTickGap={40}
        />
        <YAxis
          tickFormatter={(value: number) => measured(format, value, block.unit)}
          tick={style.tick}
          stroke={style.grid}
          width="auto"
          allowDecimals={block.unit !== ""}
        />
        <Tooltip
          {...style.tooltip}
          isAnimationActive={false}
          labelFormatter={(value: unknown) => (instants && typeof value === "number" ? format.dateTime(new Date(value)) : show(value))}
          formatter={(value: unknown) => show(value, block.unit)}
        />
        {block.fields.length > 1 && <Legend wrapperStyle={style.legend} itemSorter={null} />}
        {block.fields.map((field, index) =>
          series(block.chart, field.name, field.title, colours[index % colours.length] ?? "", DASHES[index % DASHES.length] ?? ""),
        )}
      </Chart>
    </ResponsiveContainer>
  );
}

const DAY = 86_400_000;

function series(kind: Block["chart"], key: string, name: string, colour: string, dashes: string) {
  const common = { key, dataKey: key, name, isAnimationActive: false };
  if (kind === "bar") return <Bar {...common} key={key} fill={colour} radius={[3, 3, 0, 0]} maxBarSize={48} />;
  // A value between two that are missing would not show without a dot.
  const dot = { r: 1.5, fill: colour, strokeWidth: 0, strokeDasharray: "" };
  const line = { ...common, stroke: colour, strokeWidth: 2, strokeDasharray: dashes, dot: kind === "line" ? dot : false };
  if (kind === "area") return <Area {...line} key={key} type="linear" fill={colour} fillOpacity={0.15} />;
  return <Line {...line} key={key} type="linear" />;
}

function Slices({ block, items, label }: Props) {
  const colours = useColours();
  const style = useStyles();
  const show = useShow();
  const value = block.fields[0]?.name ?? "";
  const data = items.map((row) => ({ name: show(row[block.x?.name ?? ""]), value: typeof row[value] === "number" ? row[value] : 0 }));
  return (
    <ResponsiveContainer width="100%" height="100%">
      <PieChart title={label}>
        <Tooltip {...style.tooltip} isAnimationActive={false} formatter={(one: unknown) => show(one, block.unit)} />
        <Legend wrapperStyle={style.legend} />
        <Pie data={data} dataKey="value" nameKey="name" isAnimationActive={false} label={({ value: one }: { value?: unknown }) => show(one, block.unit)}>
          {data.map((one, index) => (
            <Cell key={one.name} fill={colours[index % colours.length]} />
          ))}
        </Pie>
      </PieChart>
    </ResponsiveContainer>
  );
}
