import { Outlet, ScrollRestoration, createBrowserRouter, type RouteObject } from "react-router";

import type { FeaturePage, Place } from "./feature";
import { pagesOf } from "./features";
import { Crash, NotFoundPage } from "./Fallbacks";
import { AccountLayout, PlatformLayout, PublicLayout, TenantLayout } from "./layouts";
import { Start } from "./Start";

function routeOf(page: FeaturePage): RouteObject {
  return {
    path: page.path,
    lazy: async () => ({ Component: (await page.load()).default }),
    errorElement: <Crash />,
  };
}

function mounted(place: Place): RouteObject[] {
  return [...pagesOf(place).map(routeOf), { path: "*", Component: NotFoundPage }];
}

function Root() {
  return (
    <>
      <Outlet />
      <ScrollRestoration />
    </>
  );
}

export function newRouter() {
  return createBrowserRouter([
    {
      element: <Root />,
      errorElement: <Crash />,
      hydrateFallbackElement: <></>,
      children: [
        { path: "/", Component: Start },
        { path: "/t/:tenant", Component: TenantLayout, children: mounted("tenant") },
        { path: "/platform", Component: PlatformLayout, children: mounted("platform") },
        { path: "/account", Component: AccountLayout, children: mounted("account") },
        { Component: PublicLayout, children: mounted("public") },
      ],
    },
  ]);
}
