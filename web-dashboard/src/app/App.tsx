import CssBaseline from "@mui/material/CssBaseline";
import { ThemeProvider } from "@mui/material/styles";
import { QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { RouterProvider } from "react-router";

import { newQueryClient } from "@/lib/query";

import { Prompts } from "./Prompts";
import { Snacks } from "@/components/Snacks";
import { newRouter } from "./router";
import { themeOf } from "./theme";

const THEME = themeOf();

export function App() {
  const [client] = useState(newQueryClient);
  const [router] = useState(newRouter);
  return (
    <ThemeProvider theme={THEME} defaultMode="system" noSsr>
      <CssBaseline />
      <QueryClientProvider client={client}>
        <Snacks>
          <RouterProvider router={router} />
          <Prompts />
        </Snacks>
      </QueryClientProvider>
    </ThemeProvider>
  );
}
