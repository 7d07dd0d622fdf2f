import { styled } from "@mui/material/styles";
import { memo, type ReactElement, type ReactNode, type Ref } from "react";
import { useTranslation } from "react-i18next";

import { ROW, type Column } from "./column";
import { Tick } from "./Tick";

interface Props<T> {
  ref: Ref<HTMLDivElement>;
  row: T;
  index: number;
  /** Pixels from the top. */
  start: number;
  columns: Column<T>[];
  /** A card instead. */
  narrow: boolean;
  actions?: (row: T) => ReactNode;
  /** Undefined: rows cannot be chosen. */
  chosen?: boolean;
  name: string;
  onToggle: (name: string) => void;
}

// Styled once, not by `sx` at each row: rows are made while one scrolls.
const Line = styled("div")(({ theme }) => ({
  position: "absolute",
  left: 0,
  right: 0,
  top: 0,
  display: "flex",
  alignItems: "center",
  padding: theme.spacing(0.5, 2),
  minHeight: ROW,
  borderBottom: `1px solid ${(theme.vars ?? theme).palette.divider}`,
  "&:hover": { backgroundColor: (theme.vars ?? theme).palette.action.hover },
  "&[data-narrow=true]": { flexWrap: "wrap", padding: theme.spacing(1.25, 2) },
}));
const Cell = styled("div")(({ theme }) => ({
  minWidth: 0,
  paddingRight: theme.spacing(1.5),
  overflowWrap: "anywhere",
  fontSize: "0.9rem",
  "[data-narrow=true] > &": { flex: "1 0 100%", display: "flex", gap: theme.spacing(1), paddingRight: 0, fontSize: "0.875rem" },
  "[data-narrow=true] > &[data-first=true]": { flex: "1 0 70%", display: "block", fontSize: "1rem" },
}));
const Label = styled("span")(({ theme }) => ({ flex: "0 0 35%", color: (theme.vars ?? theme).palette.text.secondary }));
const Actions = styled("div")({
  flex: "0 0 auto",
  minWidth: 96,
  textAlign: "right",
  "[data-narrow=true] > &": { flex: "1 0 100%" },
});

function Choice({ checked, onChange }: { checked: boolean; onChange: () => void }) {
  const { t } = useTranslation();
  return (
    <div role="cell" style={{ flex: "0 0 44px" }}>
      <Tick type="checkbox" checked={checked} onChange={onChange} aria-label={t("table.choose")} />
    </div>
  );
}

function Row<T>({ ref, row, index, start, columns, narrow, actions, chosen, name, onToggle }: Props<T>) {
  return (
    <Line ref={ref} data-index={index} data-narrow={narrow} role="row" aria-rowindex={index + 2} style={{ transform: `translateY(${start}px)` }}>
      {chosen !== undefined && <Choice checked={chosen} onChange={() => onToggle(name)} />}
      {columns.map((column, at) => (
        <Cell key={column.name} role="cell" data-first={at === 0} style={narrow ? undefined : { flex: column.flex ?? 1, textAlign: column.align }}>
          {narrow && at > 0 && <Label>{column.label}</Label>}
          <span style={{ minWidth: 0 }}>{column.render(row)}</span>
        </Cell>
      ))}
      {actions && <Actions role="cell">{actions(row)}</Actions>}
    </Line>
  );
}

/** One row, drawn anew only when something of it changed: scrolling changes nothing. */
export const DataRow = memo(Row) as <T>(props: Props<T>) => ReactElement;
