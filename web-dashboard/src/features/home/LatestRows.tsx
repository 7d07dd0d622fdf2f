import Box from "@mui/material/Box";
import Skeleton from "@mui/material/Skeleton";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import Typography from "@mui/material/Typography";
import { useTranslation } from "react-i18next";

import { ErrorState } from "@/components/ErrorState";
import { useRows, type Block } from "@/core/pages/source";
import { useShow } from "@/core/pages/values";

const SHOWN = 6;
const REFRESH = 30_000;

/** The first rows of a table; the plugin's page has the rest, and what can be done about them. */
export function LatestRows({ block, label }: { block: Block; label: string }) {
  const { t } = useTranslation("home");
  const show = useShow();
  const list = useRows(block.source, { live: block.live, refetchInterval: REFRESH });
  if (list.error && list.items.length === 0) return <ErrorState error={list.error} onRetry={list.reload} />;
  if (list.loading) return <Skeleton variant="rounded" height={160} aria-label={t("common:loading")} />;
  if (list.items.length === 0) return <Typography sx={{ color: "text.secondary" }}>{block.empty || t("contributed.empty")}</Typography>;
  return (
    // Scrolls by itself where the window is narrow; so it must be reached by the keyboard.
    <TableContainer component={Box} tabIndex={0} role="group" aria-label={label}>
      <Table size="small" aria-label={label}>
        <TableHead>
          <TableRow>
            {block.fields.map((field) => (
              <TableCell key={field.name}>{field.title}</TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {list.items.slice(0, SHOWN).map((row, at) => (
            <TableRow key={at}>
              {block.fields.map((field) => (
                <TableCell key={field.name}>{show(row[field.name], field.unit)}</TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
