/** A colour by which text can be read: WCAG 2.2, 1.4.3, contrast of at least 4.5 to 1. */
import { darken, getContrastRatio, lighten } from "@mui/material/styles";

const LEAST = 4.6;
const STEP = 0.05;

function until(colour: string, background: string, change: (colour: string, by: number) => string): string {
  for (let by = 0; by < 1; by += STEP) {
    const tried = change(colour, by);
    if (getContrastRatio(tried, background) >= LEAST) return tried;
  }
  return change(colour, 1);
}

/** The colour for the light and for the dark theme. */
export function readable(colour: string): { light: string; dark: string } {
  return { light: until(colour, "#f5f6f9", darken), dark: until(colour, "#1a1d25", lighten) };
}
