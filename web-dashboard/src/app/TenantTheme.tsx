import { ThemeProvider, useTheme } from "@mui/material/styles";
import { useMemo, type ReactNode } from "react";

import type { Schema } from "@/lib/types";

import { readable } from "./colours";
import { themeOf } from "./theme";

/** The tenant's colour as primary one, moved until it can be read on both backgrounds. */
export function TenantTheme({ tenant, children }: { tenant: Schema<"TenantView"> | undefined; children: ReactNode }) {
  const outer = useTheme();
  const colour = tenant?.colour;
  const theme = useMemo(() => (colour ? themeOf(readable(colour)) : outer), [colour, outer]);
  return <ThemeProvider theme={theme}>{children}</ThemeProvider>;
}
