/** CSV (RFC 4180) for spreadsheets, which must not run what a cell says (OWASP, CSV injection). */
type Cell = string | number | boolean | null | undefined;

const FORMULA = /^[=+\-@\t\r\n]/;

function cell(value: Cell): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}

export function csv(header: string[], rows: Cell[][]): string {
  return [header, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** Let the browser keep a file. */
export function saveFile(name: string, content: BlobPart, type: string) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

export function saveCsv(name: string, header: string[], rows: Cell[][]) {
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  // Excel takes a file for UTF-8 by its byte order mark.
  saveFile(`${slug}.csv`, `\uFEFF${csv(header, rows)}`, "text/csv;charset=utf-8");
}
