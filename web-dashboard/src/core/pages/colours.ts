import { useTheme } from "@mui/material/styles";

/** Of the series of a chart, in this order, in either theme. */
export function useColours(): string[] {
  const theme = useTheme();
  const { primary, warning, success, error, info, secondary } = (theme.vars ?? theme).palette;
  return [primary.main, warning.main, success.main, error.main, info.main, secondary.main];
}
