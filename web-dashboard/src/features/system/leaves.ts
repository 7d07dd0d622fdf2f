/** A configuration as lines: `server.port` and its value, as omni.toml would write it. */
export type Line = [path: string, value: string];

export function leaves(table: Record<string, unknown>, prefix = ""): Line[] {
  return Object.entries(table).flatMap(([name, value]): Line[] => {
    const path = `${prefix}${name}`;
    if (value !== null && typeof value === "object" && !Array.isArray(value)) return leaves(value as Record<string, unknown>, `${path}.`);
    return [[path, JSON.stringify(value ?? "")]];
  });
}

/** The same by table; what stands in none comes first. */
export function tables(lines: Line[]): [name: string, rows: Line[]][] {
  const found = new Map<string, Line[]>();
  for (const [path, value] of lines) {
    const dot = path.lastIndexOf(".");
    const name = dot < 0 ? "" : path.slice(0, dot);
    found.set(name, [...(found.get(name) ?? []), [path.slice(dot + 1), value]]);
  }
  return [...found].sort(([a], [b]) => Number(a !== "") - Number(b !== ""));
}
