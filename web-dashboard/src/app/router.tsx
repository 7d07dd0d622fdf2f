import type { QueryClient } from "@tanstack/react-query";
import { Outlet, ScrollRestoration, createBrowserRouter, type LoaderFunctionArgs, type RouteObject } from "react-router";

import { pagesQuery } from "@/core/pages";
import { meQuery, scopeOf, tenantQuery } from "@/lib/scope";

import type { FeaturePage, Place } from "./feature";
import { pagesOf } from "./features";
import { Crash, NotFoundPage } from "./Fallbacks";
import { AccountLayout, PlatformLayout, PublicLayout, TenantLayout } from "./layouts";
import { Start } from "./Start";

function routeOf(client: QueryClient, page: FeaturePage): RouteObject {
  return {
    path: page.path,
    lazy: async () => {
      const { default: Component, ahead } = await page.load();
      const loader = ({ params }: LoaderFunctionArgs) => {
        ahead?.(client, scopeOf(params.tenant ?? null));
        return null;
      };
      return { Component, loader };
    },
    errorElement: <Crash />,
  };
}

function mounted(client: QueryClient, place: Place): RouteObject[] {
  return [...pagesOf(place).map((page) => routeOf(client, page)), { path: "*", Component: NotFoundPage }];
}

function Root() {
  return (
    <>
      <Outlet />
      <ScrollRestoration />
    </>
  );
}

/** What every page of a place needs, asked for while the page itself is on its way. */
function ahead(client: QueryClient, tenant: string | null): null {
  void client.prefetchQuery(meQuery(tenant));
  if (tenant !== null) void client.prefetchQuery(tenantQuery(tenant));
  void client.prefetchQuery(pagesQuery(scopeOf(tenant)));
  return null;
}

export function newRouter(client: QueryClient) {
  return createBrowserRouter([
    {
      element: <Root />,
      errorElement: <Crash />,
      hydrateFallbackElement: <></>,
      children: [
        { path: "/", Component: Start },
        { path: "/t/:tenant", loader: ({ params }) => ahead(client, params.tenant ?? ""), Component: TenantLayout, children: mounted(client, "tenant") },
        { path: "/platform", loader: () => ahead(client, null), Component: PlatformLayout, children: mounted(client, "platform") },
        { path: "/account", Component: AccountLayout, children: mounted(client, "account") },
        { Component: PublicLayout, children: mounted(client, "public") },
      ],
    },
  ]);
}
