/**
 * A list: sorted, searched and filtered by the address, growing while one scrolls, drawn only where it is looked at; rows
 * can be chosen for actions over many, and all that is there can be exported as CSV. On a phone rows are cards.
 */
import ArrowDownwardIcon from "@mui/icons-material/ArrowDownward";
import ArrowUpwardIcon from "@mui/icons-material/ArrowUpward";
import DownloadIcon from "@mui/icons-material/Download";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import ButtonBase from "@mui/material/ButtonBase";
import CircularProgress from "@mui/material/CircularProgress";
import Paper from "@mui/material/Paper";
import Skeleton from "@mui/material/Skeleton";
import Toolbar from "@mui/material/Toolbar";
import Typography from "@mui/material/Typography";
import useMediaQuery from "@mui/material/useMediaQuery";
import { useTheme } from "@mui/material/styles";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { saveCsv } from "@/lib/csv";
import type { List } from "@/lib/pages";
import { useUrlState } from "@/lib/urlState";

import { EmptyState } from "./EmptyState";
import { ErrorState } from "./ErrorState";
import { CARD, ROW, textOf, type Column } from "./table/column";
import { DataRow } from "./table/DataRow";
import { Tick } from "./table/Tick";

export type { Column } from "./table/column";

export interface DataTableProps<T> {
  /** Names the table for those who do not see it, and the exported file. */
  label: string;
  columns: Column<T>[];
  list: List<T>;
  rowKey: (row: T) => string;
  /** Search field, filters: what stands above. */
  filters?: ReactNode;
  /** Buttons at the end of a row. */
  rowActions?: (row: T) => ReactNode;
  /** Buttons for the rows that are chosen; without it none can be. */
  bulkActions?: (rows: T[], clear: () => void) => ReactNode;
  empty: { title: string; text?: string; action?: { label: string; to?: string; onClick?: () => void } };
  /** Height in pixels of what scrolls; by default the page does not grow over the window. */
  height?: number | string;
  /** The parameter of the address by which it is sorted, where a page has several tables. */
  sortBy?: string;
}

const AHEAD = 10;

/** `sort` as the API takes it: `name` or `-name`. */
export function useSort(initial = "", parameter = "sort"): [string, (name: string) => void] {
  const [sort, setSort] = useUrlState(parameter, initial);
  return [sort, (name) => setSort(sort === name ? `-${name}` : name)];
}

export function DataTable<T>(props: DataTableProps<T>) {
  const { label, columns, list, rowKey, filters, rowActions, bulkActions, empty, height = "calc(100vh - 330px)", sortBy } = props;
  const { t } = useTranslation();
  const theme = useTheme();
  const narrow = useMediaQuery(theme.breakpoints.down("sm"), { noSsr: true });
  const medium = useMediaQuery(theme.breakpoints.down("lg"), { noSsr: true });
  const [sort, setSort] = useSort("", sortBy);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const scroller = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => (medium && !narrow ? columns.filter((column) => !column.wide) : columns), [columns, medium, narrow]);

  const rows = useVirtualizer({
    count: list.items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (narrow ? CARD : ROW),
    overscan: AHEAD,
    // Scrolling goes on while rows are drawn.
    useFlushSync: false,
  });
  const items = rows.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  const { more, loadMore, loadingMore } = list;
  useEffect(() => {
    if (more && !loadingMore && last >= list.items.length - AHEAD) loadMore();
  }, [more, loadingMore, last, list.items.length, loadMore]);

  const toggle = useCallback(
    (key: string) =>
      setChosen((before) => {
        const after = new Set(before);
        if (!after.delete(key)) after.add(key);
        return after;
      }),
    [],
  );
  const chosenRows = chosen.size > 0 ? list.items.filter((row) => chosen.has(rowKey(row))) : [];
  const clear = () => setChosen(new Set());
  const all = list.items.length > 0 && chosenRows.length === list.items.length;

  if (list.error && list.items.length === 0) return <ErrorState error={list.error} onRetry={list.reload} />;
  return (
    <Paper variant="outlined" sx={{ overflow: "hidden" }}>
      <Toolbar variant="dense" sx={{ gap: 1, flexWrap: "wrap", py: 1 }}>
        {chosenRows.length > 0 && bulkActions ? (
          <>
            <Typography>{t("table.chosen", { count: chosenRows.length })}</Typography>
            {bulkActions(chosenRows, clear)}
            <Button size="small" onClick={clear}>
              {t("table.clear")}
            </Button>
          </>
        ) : (
          filters
        )}
        <Box sx={{ flex: 1 }} />
        <Button
          size="small"
          startIcon={<DownloadIcon />}
          disabled={list.items.length === 0}
          onClick={() =>
            saveCsv(
              label,
              columns.map((column) => column.label),
              list.items.map((row) => columns.map((column) => textOf(column, row))),
            )
          }
        >
          {t("table.export")}
        </Button>
      </Toolbar>
      {list.loading ? (
        <Box sx={{ p: 2 }} role="status" aria-label={t("loading")}>
          {Array.from({ length: 6 }, (_, at) => (
            <Skeleton key={at} height={ROW - 8} />
          ))}
        </Box>
      ) : list.items.length === 0 ? (
        <EmptyState {...empty} />
      ) : (
        <>
          <Box role="table" aria-label={label} aria-rowcount={list.more ? -1 : list.items.length + 1}>
            <Box role="rowgroup" sx={narrow ? { position: "absolute", left: -9999 } : { borderTop: 1, borderColor: "divider", bgcolor: "background.default" }}>
              <Box role="row" aria-rowindex={1} sx={{ display: "flex", alignItems: "center", px: 2, minHeight: 40 }}>
                {bulkActions && (
                  <Box role="columnheader" sx={{ flex: "0 0 44px" }}>
                    <Tick
                      type="checkbox"
                      checked={all}
                      ref={(box) => {
                        if (box) box.indeterminate = !all && chosenRows.length > 0;
                      }}
                      onChange={() => (all ? clear() : setChosen(new Set(list.items.map(rowKey))))}
                      aria-label={t("table.chooseAll")}
                    />
                  </Box>
                )}
                {shown.map((column) => {
                  const direction = sort === column.name ? "ascending" : sort === `-${column.name}` ? "descending" : undefined;
                  return (
                    <Box
                      key={column.name}
                      role="columnheader"
                      aria-sort={direction}
                      sx={{
                        flex: column.flex ?? 1,
                        minWidth: 0,
                        textAlign: column.align,
                        pr: 1.5,
                        fontWeight: 600,
                        fontSize: "0.85rem",
                        color: "text.secondary",
                      }}
                    >
                      {column.sortable ? (
                        <ButtonBase onClick={() => setSort(column.name)} sx={{ font: "inherit", color: "inherit", gap: 0.5, borderRadius: 0.5 }}>
                          {column.label}
                          {direction === "ascending" && <ArrowUpwardIcon sx={{ fontSize: 16 }} />}
                          {direction === "descending" && <ArrowDownwardIcon sx={{ fontSize: 16 }} />}
                        </ButtonBase>
                      ) : (
                        column.label
                      )}
                    </Box>
                  );
                })}
                {rowActions && (
                  <Box
                    role="columnheader"
                    sx={{ flex: "0 0 auto", minWidth: 96, textAlign: "right", fontWeight: 600, fontSize: "0.85rem", color: "text.secondary" }}
                  >
                    {t("table.actions")}
                  </Box>
                )}
              </Box>
            </Box>
            <Box
              ref={scroller}
              tabIndex={0}
              role="rowgroup"
              sx={{ maxHeight: height, minHeight: 120, overflow: "auto", scrollbarGutter: "stable", borderTop: 1, borderColor: "divider" }}
            >
              <Box role="presentation" sx={{ height: rows.getTotalSize(), position: "relative" }}>
                {items.map((item) => {
                  const row = list.items[item.index] as T;
                  const key = rowKey(row);
                  return (
                    <DataRow
                      key={key}
                      ref={rows.measureElement}
                      row={row}
                      index={item.index}
                      start={item.start}
                      columns={shown}
                      narrow={narrow}
                      actions={rowActions}
                      chosen={bulkActions && chosen.has(key)}
                      name={key}
                      onToggle={toggle}
                    />
                  );
                })}
              </Box>
            </Box>
          </Box>
          <Box sx={{ display: "flex", alignItems: "center", gap: 1, px: 2, py: 0.75, borderTop: 1, borderColor: "divider" }} aria-live="polite">
            <Typography variant="body2" color="textSecondary">
              {t(list.more ? "table.countMore" : "table.count", { count: list.items.length })}
            </Typography>
            {list.loadingMore && <CircularProgress size={14} aria-label={t("loading")} />}
          </Box>
        </>
      )}
    </Paper>
  );
}
