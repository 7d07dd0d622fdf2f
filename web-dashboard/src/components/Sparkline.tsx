import { useTheme } from "@mui/material/styles";

/** A line without axes: how a figure went. Small and without a library, since the first page shows many. */
export function Sparkline({ values, label, width = 120, height = 32 }: { values: number[]; label: string; width?: number; height?: number }) {
  const theme = useTheme();
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const points = values.map((value, at) => `${(at / Math.max(values.length - 1, 1)) * width},${height - 2 - ((value - low) / span) * (height - 4)}`);
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <polyline points={points.join(" ")} fill="none" stroke={(theme.vars ?? theme).palette.primary.main} strokeWidth={2} strokeLinejoin="round" />
    </svg>
  );
}
