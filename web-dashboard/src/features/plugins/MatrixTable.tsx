/** The matrix itself: names stay in sight while one scrolls, and only the rows that are looked at are drawn. */
import Box from "@mui/material/Box";
import Checkbox from "@mui/material/Checkbox";
import Link from "@mui/material/Link";
import Paper from "@mui/material/Paper";
import Typography from "@mui/material/Typography";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link as RouterLink } from "react-router";

import { PluginIcon } from "@/components/PluginIcon";
import type { List } from "@/lib/pages";

import type { Plugin } from "./api";
import { MatrixCell } from "./MatrixCell";
import type { Order } from "./MatrixDialog";
import type { Row } from "./MatrixPage";

interface Props {
  plugins: Plugin[];
  list: List<Row>;
  chosen: ReadonlySet<string>;
  onChosen: (chosen: ReadonlySet<string>) => void;
  onOrder: (order: Order) => void;
}

const ROW = 52;
const AHEAD = 8;
const STUCK = { position: "sticky", left: 0, zIndex: 1, bgcolor: "background.paper", borderRight: 1, borderRightColor: "divider", textAlign: "left" } as const;
const CELL = { borderBottom: 1, borderColor: "divider", p: 0.5, textAlign: "center" } as const;

export function MatrixTable({ plugins, list, chosen, onChosen, onOrder }: Props) {
  const { t } = useTranslation("plugins");
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({ count: list.items.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: AHEAD });
  const items = rows.getVirtualItems();
  const [first, last] = [items[0], items.at(-1)];
  const { more, loadMore, loadingMore } = list;
  useEffect(() => {
    if (more && !loadingMore && (last?.index ?? -1) >= list.items.length - AHEAD) loadMore();
  }, [more, loadingMore, last?.index, list.items.length, loadMore]);
  const toggle = (slug: string) => {
    const after = new Set(chosen);
    if (!after.delete(slug)) after.add(slug);
    onChosen(after);
  };
  const all = list.items.every((row) => chosen.has(row.slug));
  const space = (height: number) => height > 0 && <tr aria-hidden style={{ height }} />;
  return (
    <Paper variant="outlined">
      <Box ref={scroller} tabIndex={0} role="region" aria-label={t("matrix.title")} sx={{ overflow: "auto", maxHeight: "calc(100vh - 330px)", minHeight: 200 }}>
        <Box
          component="table"
          aria-label={t("matrix.title")}
          aria-rowcount={list.more ? -1 : list.items.length + 1}
          sx={{ borderCollapse: "separate", borderSpacing: 0, minWidth: "100%" }}
        >
          <Box component="thead" sx={{ position: "sticky", top: 0, zIndex: 2, bgcolor: "background.paper" }}>
            <tr>
              <Box component="th" scope="col" sx={{ ...CELL, ...STUCK, zIndex: 3, minWidth: { xs: 150, sm: 240 } }}>
                <Checkbox
                  size="small"
                  checked={all}
                  indeterminate={!all && chosen.size > 0}
                  onChange={() => onChosen(new Set(all ? [] : list.items.map((row) => row.slug)))}
                  slotProps={{ input: { "aria-label": t("common:table.chooseAll") } }}
                />
                {t("matrix.tenant")}
              </Box>
              {plugins.map((plugin) => (
                <Box key={plugin.id} component="th" scope="col" sx={{ ...CELL, minWidth: 110, maxWidth: 160, verticalAlign: "bottom", fontSize: "0.8rem" }}>
                  <PluginIcon name={plugin.icon} color="primary" />
                  <div>{plugin.title}</div>
                </Box>
              ))}
            </tr>
          </Box>
          <tbody>
            {space(first?.start ?? 0)}
            {items.map((item) => {
              const row = list.items[item.index] as Row;
              return (
                <Box component="tr" key={row.id} aria-rowindex={item.index + 2} sx={{ height: ROW }}>
                  <Box component="th" scope="row" sx={{ ...CELL, ...STUCK, fontWeight: 500, overflowWrap: "anywhere" }}>
                    <Box sx={{ display: "flex", alignItems: "center" }}>
                      <Checkbox
                        size="small"
                        checked={chosen.has(row.slug)}
                        onChange={() => toggle(row.slug)}
                        slotProps={{ input: { "aria-label": t("matrix.chooseTenant", { tenant: row.name }) } }}
                      />
                      <Link component={RouterLink} to={`/t/${row.slug}/plugins`} underline="hover">
                        {row.name}
                      </Link>
                    </Box>
                  </Box>
                  {plugins.map((plugin) => (
                    <Box key={plugin.id} component="td" sx={CELL}>
                      <MatrixCell
                        row={row}
                        plugin={plugin}
                        onClick={() => onOrder({ what: row.plugins[plugin.id] ? "disable" : "enable", plugin, tenants: [row] })}
                      />
                    </Box>
                  ))}
                </Box>
              );
            })}
            {space(last ? rows.getTotalSize() - last.end : 0)}
          </tbody>
        </Box>
      </Box>
      <Typography variant="body2" color="textSecondary" aria-live="polite" sx={{ px: 2, py: 0.75, borderTop: 1, borderColor: "divider" }}>
        {t(list.more ? "common:table.countMore" : "common:table.count", { count: list.items.length })}
      </Typography>
    </Paper>
  );
}
