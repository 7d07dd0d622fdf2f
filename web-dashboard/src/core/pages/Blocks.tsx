import Box from "@mui/material/Box";
import Paper from "@mui/material/Paper";
import Typography from "@mui/material/Typography";
import { useId, type ReactNode } from "react";

import { ActionButton } from "./ActionButton";
import { ChartBlock } from "./ChartBlock";
import { FiguresBlock } from "./Figures";
import { FormBlock } from "./FormBlock";
import { TableBlock } from "./TableBlock";
import type { Block } from "./source";

/** A part of a page, under its title if it has one. */
function Part({ title, framed, children }: { title: string; framed?: boolean; children: ReactNode }) {
  const id = useId();
  const inside = framed ? (
    <Paper variant="outlined" sx={{ p: 2 }}>
      {children}
    </Paper>
  ) : (
    children
  );
  if (!title) return <Box>{inside}</Box>;
  return (
    <Box component="section" aria-labelledby={id}>
      <Typography id={id} variant="h2" sx={{ mb: 1 }}>
        {title}
      </Typography>
      {inside}
    </Box>
  );
}

function content(block: Block, label: string): ReactNode {
  switch (block.kind) {
    case "table":
      return <TableBlock block={block} label={label} />;
    case "form":
      return <FormBlock block={block} />;
    case "chart":
      return <ChartBlock block={block} label={block.title || label} />;
    case "figures":
      return <FiguresBlock block={block} />;
    case "action":
      return null;
  }
}

/** What a page is made of, one below the other; `label` names what has no title of its own. Its actions stand in its head. */
export function Blocks({ blocks, label }: { blocks: Block[]; label: string }) {
  const shown = blocks.filter((block) => block.kind !== "action");
  return (
    <Box sx={{ display: "flex", flexDirection: "column", gap: 3 }}>
      {shown.map((block, at) => (
        <Part key={at} title={block.title} framed={block.kind === "chart" || block.kind === "figures"}>
          {content(block, label)}
        </Part>
      ))}
    </Box>
  );
}

export function PageActions({ blocks }: { blocks: Block[] }) {
  return blocks.filter((block) => block.kind === "action").map((block) => <ActionButton key={block.title} action={block} />);
}
