import { styled } from "@mui/material/styles";

/** A box to tick, as the browser has it: each row of a list has one. */
export const Tick = styled("input")(({ theme }) => ({
  width: 18,
  height: 18,
  margin: theme.spacing(1),
  verticalAlign: "middle",
  accentColor: (theme.vars ?? theme).palette.primary.main,
  cursor: "pointer",
}));
