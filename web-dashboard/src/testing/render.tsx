import { ThemeProvider } from "@mui/material/styles";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactElement } from "react";
import { RouterProvider, createMemoryRouter } from "react-router";

import { themeOf } from "@/app/theme";
import { Snacks } from "@/components/Snacks";
import { ScopeProvider } from "@/lib/scope";

interface Options {
  /** The address at first. */
  at?: string;
  /** The route that the page stands at, for its parameters. */
  path?: string;
  /** null is the installation. */
  tenant?: string | null;
}

/** A page as it stands in the frame. */
export function show(page: ReactElement, { at = "/", path = "*", tenant = "acme" }: Options = {}) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const router = createMemoryRouter([{ path, element: page }], { initialEntries: [at] });
  const view = render(
    <ThemeProvider theme={themeOf()}>
      <QueryClientProvider client={client}>
        <Snacks>
          <ScopeProvider tenant={tenant}>
            <RouterProvider router={router} />
          </ScopeProvider>
        </Snacks>
      </QueryClientProvider>
    </ThemeProvider>,
  );
  return { ...view, router, client };
}
