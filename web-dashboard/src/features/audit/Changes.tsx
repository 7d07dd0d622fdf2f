/** What a change of a record changed: fields before and after, where an entry says both. */
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useTranslation } from "react-i18next";

interface Change {
  field: string;
  before: string;
  after: string;
}

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
const textOf = (value: unknown) => (value === undefined || value === null ? "" : typeof value === "string" ? value : JSON.stringify(value));

/** Fields that differ; none where the entry is about no change. */
export function changesOf(data: unknown): Change[] {
  if (!isFields(data) || !("before" in data) || !("after" in data)) return [];
  const before = isFields(data.before) ? data.before : {};
  const after = isFields(data.after) ? data.after : {};
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields.map((field) => ({ field, before: textOf(before[field]), after: textOf(after[field]) })).filter((one) => one.before !== one.after);
}

export function Changes({ changes }: { changes: Change[] }) {
  const { t } = useTranslation("audit");
  return (
    <TableContainer tabIndex={0} role="region" aria-label={t("changes.title")}>
      <Table size="small" sx={{ "& td": { overflowWrap: "anywhere", verticalAlign: "top" } }}>
        <TableHead>
          <TableRow>
            <TableCell>{t("changes.field")}</TableCell>
            <TableCell>{t("changes.before")}</TableCell>
            <TableCell>{t("changes.after")}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {changes.map((one) => (
            <TableRow key={one.field}>
              <TableCell component="th" scope="row">
                <code>{one.field}</code>
              </TableCell>
              <TableCell>{one.before}</TableCell>
              <TableCell>{one.after}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
