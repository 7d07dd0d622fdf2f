import type { ReactNode } from "react";

export interface Column<T> {
  /** Unique; the name by which the API sorts, where `sortable`. */
  name: string;
  label: string;
  render: (row: T) => ReactNode;
  /** What an export says; by default the field of that name. */
  text?: (row: T) => string | number | boolean | null | undefined;
  sortable?: boolean;
  /** Share of the width, by default 1. */
  flex?: number;
  align?: "left" | "right";
  /** Only where there is room. */
  wide?: boolean;
}

/** Pixels: a row, and the card that it is on a phone. */
export const ROW = 52;
export const CARD = 132;

/** What an export says of a row. */
export function textOf<T>(column: Column<T>, row: T): string | number | boolean | null | undefined {
  if (column.text) return column.text(row);
  const value = (row as Record<string, unknown>)[column.name];
  return typeof value === "object" && value !== null ? JSON.stringify(value) : (value as string | undefined);
}
