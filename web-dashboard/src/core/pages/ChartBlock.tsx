import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Skeleton from "@mui/material/Skeleton";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import Typography from "@mui/material/Typography";
import { Suspense, lazy, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState } from "@/components/ErrorState";
import { useSeen } from "@/lib/seen";

import { Glance } from "./Glance";
import { useItems, type Block, type Row } from "./source";
import { useShow } from "./values";

/** The library that draws is a chunk of its own: pages without a chart never load it. */
const Drawing = lazy(() => import("./Drawing"));
const HEIGHT = 260;

/** From left to right: by time or number, as the values are; else in the order of the list. */
export function ordered(items: Row[], x: string): Row[] {
  const value = (row: Row): number => (typeof row[x] === "number" ? row[x] : Date.parse(String(row[x])));
  if (items.some((row) => Number.isNaN(value(row)))) return items;
  return [...items].sort((a, b) => value(a) - value(b));
}

/** The items of a list route, drawn, with `glance` by lines alone; and as a table, for whoever reads numbers better. */
export function ChartBlock({ block, label, height = HEIGHT, glance = false }: { block: Block; label: string; height?: number; glance?: boolean }) {
  const { t } = useTranslation("pages");
  const x = block.x?.name ?? "";
  const found = useItems(block.source, { live: block.live, x });
  const [table, setTable] = useState(false);
  const [place, seen] = useSeen<HTMLDivElement>();
  const light = glance && block.chart !== "pie";
  const items = useMemo(() => ordered(found.data ?? [], x), [found.data, x]);
  if (found.error && !found.data) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  const waiting = <Skeleton variant="rounded" height={height} role="status" aria-label={t("common:loading")} />;
  if (!found.data) return waiting;
  if (items.length === 0) {
    return (
      <Box sx={{ height, display: "grid", placeItems: "center" }}>
        <Typography sx={{ color: "text.secondary" }}>{t("chart.empty")}</Typography>
      </Box>
    );
  }
  return (
    <Box component="figure" aria-label={label} sx={{ m: 0 }}>
      {table ? (
        <Values block={block} items={items} label={label} height={height} />
      ) : (
        <Box ref={place} sx={{ height }}>
          {light ? (
            <Glance block={block} items={items} label={label} height={height} />
          ) : seen ? (
            <Suspense fallback={waiting}>
              <Drawing block={block} items={items} label={label} />
            </Suspense>
          ) : (
            <Skeleton variant="rounded" height={height} aria-hidden />
          )}
        </Box>
      )}
      <Button size="small" onClick={() => setTable(!table)} aria-pressed={table} sx={{ mt: 0.5 }}>
        {t("chart.table")}
      </Button>
    </Box>
  );
}

function Values({ block, items, label, height }: { block: Block; items: Row[]; label: string; height: number }) {
  const show = useShow();
  const x = block.x;
  return (
    <TableContainer sx={{ maxHeight: height }} tabIndex={0} role="group" aria-label={label}>
      <Table size="small" stickyHeader>
        <TableHead>
          <TableRow>
            <TableCell>{x?.title}</TableCell>
            {block.fields.map((field) => (
              <TableCell key={field.name} align="right">
                {field.title}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {items.toReversed().map((row, at) => (
            <TableRow key={at}>
              <TableCell component="th" scope="row">
                {show(row[x?.name ?? ""])}
              </TableCell>
              {block.fields.map((field) => (
                <TableCell key={field.name} align="right">
                  {show(row[field.name], block.unit)}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
