import Chip from "@mui/material/Chip";

export type Tone = "success" | "warning" | "error" | "info" | "default";

/** A state in a word, never by its colour alone. */
export function StateChip({ label, tone = "default", title }: { label: string; tone?: Tone; title?: string }) {
  return <Chip size="small" variant="outlined" label={label} color={tone} title={title} sx={{ fontWeight: 600 }} />;
}
