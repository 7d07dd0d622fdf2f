import { styled } from "@mui/material/styles";

export type Tone = "success" | "warning" | "error" | "info" | "default";
const TONES = ["success", "warning", "error", "info"] as const;

// A plain element: lists have one in each row, and a `Chip` costs as much as the rest of it.
const Chip = styled("span")(({ theme }) => ({
  display: "inline-flex",
  alignItems: "center",
  maxWidth: "100%",
  minHeight: 24,
  padding: theme.spacing(0, 1),
  border: "1px solid",
  borderColor: (theme.vars ?? theme).palette.text.secondary,
  borderRadius: 12,
  fontSize: "0.8125rem",
  lineHeight: 1.3,
  fontWeight: 600,
  ...Object.fromEntries(
    TONES.map((tone) => {
      const { main } = (theme.vars ?? theme).palette[tone];
      return [`&[data-tone=${tone}]`, { color: main, borderColor: main }];
    }),
  ),
}));

/** A state in a word, never by its colour alone. */
export function StateChip({ label, tone = "default", title }: { label: string; tone?: Tone; title?: string }) {
  return (
    <Chip data-tone={tone} title={title}>
      {label}
    </Chip>
  );
}
