import TrendingDownIcon from "@mui/icons-material/TrendingDown";
import TrendingFlatIcon from "@mui/icons-material/TrendingFlat";
import TrendingUpIcon from "@mui/icons-material/TrendingUp";
import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { useTranslation } from "react-i18next";

import { FigureRow, FigureTile } from "@/core/pages/Figures";

import type { Figure } from "../api";
import { numberOf, useShow } from "./values";

export interface Changed {
  direction: "up" | "down" | "same";
  /** null: it is neither. */
  good: boolean | null;
  /** As a share of what it was; null where it was nothing, or is a share itself. */
  by: number | null;
  difference: number;
}

/** How a figure changed; null where one of both is missing. */
export function changeOf({ value, previous, better, kind }: Pick<Figure, "value" | "previous" | "better" | "kind">): Changed | null {
  const [now, before] = [numberOf(value), numberOf(previous)];
  if (now === null || before === null) return null;
  const difference = now - before;
  const direction = difference > 0 ? "up" : difference < 0 ? "down" : "same";
  return {
    direction,
    difference,
    good: direction === "same" || !better ? null : direction === better,
    by: before === 0 || kind === "percent" ? null : difference / Math.abs(before),
  };
}

const ICONS = { up: TrendingUpIcon, down: TrendingDownIcon, same: TrendingFlatIcon };

/** How it changed, in words and by an arrow; the colour says only once more whether that is good. */
function Change({ figure, zone }: { figure: Figure; zone?: string }) {
  const { t, i18n } = useTranslation("analytics");
  const show = useShow(zone);
  const found = changeOf(figure);
  if (!found) return null;
  const before = show(figure.previous, figure.kind, figure.unit);
  const Icon = ICONS[found.direction];
  const colour = found.good === null ? "text.secondary" : found.good ? "success.main" : "error.main";
  const signed = (value: number, options: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(i18n.language, { signDisplay: "exceptZero", ...options }).format(value);
  const by =
    figure.kind === "percent"
      ? t("figure.points", { by: signed(found.difference * 100, { maximumFractionDigits: 2 }) })
      : found.by === null
        ? `${found.difference > 0 ? "+" : ""}${show(found.difference, figure.kind, figure.unit)}`
        : signed(found.by, { style: "percent", maximumFractionDigits: Math.abs(found.by) < 0.1 ? 1 : 0 });
  return (
    <Box sx={{ display: "flex", alignItems: "center", gap: 0.5, color: colour }}>
      <Icon fontSize="small" aria-hidden />
      <Typography variant="body2" component="span">
        {found.direction === "same" ? t("figure.same") : t("figure.change", { by, before })}
      </Typography>
    </Box>
  );
}

/** Headline numbers, each with how it changed. */
export function FigureTiles({ figures, zone }: { figures: Figure[]; zone?: string }) {
  const show = useShow(zone);
  return (
    <FigureRow>
      {figures.map((figure) => (
        <FigureTile key={figure.name} title={figure.title} value={show(figure.value, figure.kind, figure.unit)}>
          <Change figure={figure} zone={zone} />
        </FigureTile>
      ))}
    </FigureRow>
  );
}
