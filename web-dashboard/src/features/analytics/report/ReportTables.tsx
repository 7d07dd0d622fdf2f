import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { DataTable, useSort, type Column } from "@/components/DataTable";
import { ROW } from "@/components/table/column";

import type { ReportColumn, ReportTable } from "../api";
import { numberOf, textOf, useShow } from "./values";

type Row = { at: number; cells: ReportTable["rows"][number] };
const NUMBERS = new Set(["integer", "number", "percent", "money", "seconds", "bytes"]);
const TALLEST = 440;
/** Columns beyond are for where there is room. */
const COLUMNS = 7;

/** By what the cells are worth, not by how they are written; what is missing comes last either way. */
export function compared(a: unknown, b: unknown, kind: ReportColumn["kind"], falling: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const [one, other] = [textOf(a), textOf(b)];
  const ordered = Number(one > other) - Number(one < other);
  const up = NUMBERS.has(kind) ? (numberOf(a) ?? 0) - (numberOf(b) ?? 0) : kind === "text" ? one.localeCompare(other) : ordered;
  return falling ? -up : up;
}

interface Props {
  table: ReportTable;
  zone: string;
  /** More of its rows than are there; undefined where there is no way to more. */
  onMore?: () => void;
  loading: boolean;
}

/** A table of a report: sorted as one likes, and its rows as a CSV file. */
export function TableOfReport({ table, zone, onMore, loading }: Props) {
  const { t } = useTranslation("analytics");
  const show = useShow(zone);
  const sortBy = `_sort.${table.name}`;
  const [sort] = useSort("", sortBy);
  const rows = useSorted(table, sort);
  const columns = table.columns.map((column, at): Column<Row> => ({
    name: column.name,
    label: column.title,
    sortable: true,
    flex: column.kind === "text" ? 2 : column.kind === "time" ? 1.6 : 1,
    align: NUMBERS.has(column.kind) ? "right" : undefined,
    wide: at >= COLUMNS,
    render: ({ cells }) => show(cells[at], column.kind, column.unit),
    text: ({ cells }) => exported(cells[at], column.kind),
  }));
  return (
    <Box>
      <DataTable
        label={table.title}
        columns={columns}
        list={{ items: rows, loading: false, error: null, more: false, loadMore: nothing, loadingMore: false, reload: nothing }}
        rowKey={(row) => String(row.at)}
        sortBy={sortBy}
        filters={
          <Typography variant="h3" component="h2" sx={{ mr: 1 }}>
            {table.title}
          </Typography>
        }
        empty={{ title: t("table.empty"), text: t("table.emptyText") }}
        height={Math.min(TALLEST, Math.max(120, rows.length * ROW))}
      />
      {table.total > table.rows.length && (
        <Box sx={{ display: "flex", alignItems: "center", gap: 1, mt: 0.5 }}>
          <Typography variant="body2" color="textSecondary">
            {t("table.first", { shown: table.rows.length, total: table.total })}
          </Typography>
          {onMore && (
            <Button size="small" onClick={onMore} loading={loading}>
              {t("table.more")}
            </Button>
          )}
        </Box>
      )}
    </Box>
  );
}

const nothing = () => undefined;

/** Numbers as numbers, so that a spreadsheet calculates with them. */
function exported(cell: unknown, kind: ReportColumn["kind"]): string | number | boolean | null {
  if (cell === undefined || cell === null) return null;
  if (NUMBERS.has(kind)) return numberOf(cell);
  return typeof cell === "boolean" ? cell : textOf(cell);
}

function useSorted(table: ReportTable, sort: string): Row[] {
  return useMemo(() => {
    const rows = table.rows.map((cells, at): Row => ({ at, cells }));
    const falling = sort.startsWith("-");
    const at = table.columns.findIndex(({ name }) => name === sort.replace(/^-/, ""));
    const column = table.columns[at];
    return column ? rows.sort((a, b) => compared(a.cells[at] ?? null, b.cells[at] ?? null, column.kind, falling)) : rows;
  }, [table, sort]);
}
