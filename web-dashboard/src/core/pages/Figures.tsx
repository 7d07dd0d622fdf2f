import TrendingDownIcon from "@mui/icons-material/TrendingDown";
import TrendingFlatIcon from "@mui/icons-material/TrendingFlat";
import TrendingUpIcon from "@mui/icons-material/TrendingUp";
import Box from "@mui/material/Box";
import Skeleton from "@mui/material/Skeleton";
import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState } from "@/components/ErrorState";
import { Sparkline } from "@/components/Sparkline";
import { useFormat } from "@/lib/format";

import { useObject, type Block, type Field, type Row } from "./source";
import { useShow } from "./values";

/** The numbers of a list, and nothing else in it. */
function numbers(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((one): one is number => typeof one === "number") : [];
}

/** How it changed, in words and by an arrow; the colour says only once more whether that is good. */
function Change({ now, before, better, unit }: { now: number; before: number; better: Field["better"]; unit: string }) {
  const { t } = useTranslation("pages");
  const format = useFormat();
  const show = useShow();
  const Icon = now > before ? TrendingUpIcon : now < before ? TrendingDownIcon : TrendingFlatIcon;
  const good = now === before || !better ? null : now > before === (better === "up");
  const by =
    before === 0
      ? show(now - before, unit)
      : format.number((now - before) / Math.abs(before), { style: "percent", maximumFractionDigits: 0, signDisplay: "exceptZero" });
  return (
    <Box sx={{ display: "flex", alignItems: "center", gap: 0.5, color: good === null ? "text.secondary" : good ? "success.main" : "error.main" }}>
      <Icon fontSize="small" aria-hidden />
      <Typography variant="body2" component="span">
        {now === before ? t("figure.same") : t("figure.change", { by, before: show(before, unit) })}
      </Typography>
    </Box>
  );
}

/** One headline number; `children` stand below it. */
export function FigureTile({ title, value, children }: { title: string; value: ReactNode; children?: ReactNode }) {
  return (
    <Box sx={{ minWidth: 0 }}>
      <Typography variant="body2" component="dt" sx={{ color: "text.secondary" }}>
        {title}
      </Typography>
      <Box component="dd" sx={{ m: 0 }}>
        <Typography component="div" sx={{ fontSize: "1.6rem", fontWeight: 650, lineHeight: 1.3, overflowWrap: "anywhere", fontVariantNumeric: "tabular-nums" }}>
          {value}
        </Typography>
        {children}
      </Box>
    </Box>
  );
}

/** Figures side by side, as many as there is room for. */
export function FigureRow({ children }: { children: ReactNode }) {
  return (
    <Box component="dl" sx={{ m: 0, display: "grid", gap: 3, gridTemplateColumns: "repeat(auto-fill, minmax(min(170px, 100%), 1fr))" }}>
      {children}
    </Box>
  );
}

function Tile({ field, row }: { field: Field; row: Row }) {
  const { t } = useTranslation("pages");
  const show = useShow();
  const value = row[field.name];
  const before = field.previous ? row[field.previous] : undefined;
  const history = field.history ? numbers(row[field.history]) : [];
  const text = show(value, field.unit);
  return (
    <FigureTile title={field.title} value={text}>
      {typeof value === "number" && typeof before === "number" && <Change now={value} before={before} better={field.better} unit={field.unit} />}
      {history.length > 1 && (
        <Sparkline
          values={history}
          label={t("figure.history", { title: field.title, low: show(Math.min(...history), field.unit), high: show(Math.max(...history), field.unit) })}
        />
      )}
    </FigureTile>
  );
}

/** Headline numbers of an object route. */
export function FiguresBlock({ block }: { block: Block }) {
  const { t } = useTranslation();
  const found = useObject(block.source, { live: block.live, fields: block.fields });
  if (found.error && !found.data) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  return (
    <FigureRow>
      {block.fields.map((field) =>
        found.data ? (
          <Tile key={field.name} field={field} row={found.data} />
        ) : (
          <FigureTile key={field.name} title={field.title} value={<Skeleton width={80} aria-label={t("loading")} />} />
        ),
      )}
    </FigureRow>
  );
}
