import CssBaseline from "@mui/material/CssBaseline";
import { ThemeProvider } from "@mui/material/styles";
import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { RouterProvider } from "react-router";

import { Prompts } from "./Prompts";
import { Snacks } from "@/components/Snacks";
import type { newRouter } from "./router";
import { themeOf } from "./theme";

const THEME = themeOf();

interface Props {
  client: QueryClient;
  router: ReturnType<typeof newRouter>;
}

export function App({ client, router }: Props) {
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
