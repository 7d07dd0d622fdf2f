import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { useTheme } from "@mui/material/styles";

import { useColours } from "./colours";
import type { Block, Row } from "./source";
import { useShow } from "./values";

const WIDTH = 400;
/** Of the drawing, in pixels; its names and its span stand below it. */
const BELOW = 48;

/** Through the points that there are, from the lowest to the highest; one that is missing leaves a gap, and one alone is a dot. */
function path(values: (number | null)[], [lowest, highest]: [number, number], height: number): string {
  const step = WIDTH / Math.max(values.length - 1, 1);
  let drawing = false;
  return values
    .map((value, at) => {
      if (value === null) {
        drawing = false;
        return "";
      }
      const y = height - 2 - ((value - lowest) / (highest - lowest)) * (height - 4);
      const point = `${drawing ? "L" : "M"}${(at * step).toFixed(1)} ${y.toFixed(1)}${drawing ? "" : "h0"}`;
      drawing = true;
      return point;
    })
    .join("");
}

/** How a chart went, at a glance and without the library: its lines, their names and latest values, from when to when. */
export function Glance({ block, items, label, height }: { block: Block; items: Row[]; label: string; height: number }) {
  const colours = useColours();
  const theme = useTheme();
  const show = useShow();
  const series = block.fields.map((field) => ({
    field,
    values: items.map((row) => (typeof row[field.name] === "number" ? (row[field.name] as number) : null)),
  }));
  const all = series.flatMap(({ values }) => values.filter((one) => one !== null));
  const lowest = Math.min(...all, 0);
  const span: [number, number] = [lowest, Math.max(...all, lowest === 0 ? Number.MIN_VALUE : 0)];
  const x = block.x?.name ?? "";
  const drawn = height - BELOW;
  return (
    <>
      <svg width="100%" height={drawn} viewBox={`0 0 ${WIDTH} ${drawn}`} preserveAspectRatio="none" role="img" aria-label={label}>
        <line x1={0} x2={WIDTH} y1={drawn - 1} y2={drawn - 1} stroke={(theme.vars ?? theme).palette.divider} />
        {series.map(({ field, values }, at) => {
          const line = path(values, span, drawn);
          return (
            <g key={field.name}>
              {block.chart === "area" && values.every((one) => one !== null) && (
                <path d={`${line}L${WIDTH} ${drawn}L0 ${drawn}Z`} fill={colours[at % colours.length]} fillOpacity={0.15} />
              )}
              <path
                d={line}
                fill="none"
                stroke={colours[at % colours.length]}
                strokeWidth={2}
                vectorEffect="non-scaling-stroke"
                strokeLinecap="round"
                strokeLinejoin="round"
              />
            </g>
          );
        })}
      </svg>
      <Box sx={{ display: "flex", justifyContent: "space-between", color: "text.secondary" }}>
        <Typography variant="caption">{show(items[0]?.[x])}</Typography>
        <Typography variant="caption">{show(items.at(-1)?.[x])}</Typography>
      </Box>
      <Box sx={{ display: "flex", flexWrap: "wrap", columnGap: 2 }}>
        {series.map(({ field, values }, at) => (
          <Typography key={field.name} variant="caption" sx={{ display: "flex", alignItems: "center", gap: 0.75 }}>
            <Box component="span" aria-hidden sx={{ width: 12, height: 3, borderRadius: 1, bgcolor: colours[at % colours.length] }} />
            {field.title}:{" "}
            {show(
              values.findLast((one) => one !== null),
              block.unit,
            )}
          </Typography>
        ))}
      </Box>
    </>
  );
}
