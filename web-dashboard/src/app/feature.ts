/** What a feature gives to the frame: pages, and where they stand in the navigation. `features/<name>/feature.tsx`. */
import type { SvgIconComponent } from "@mui/icons-material";
import type { QueryClient } from "@tanstack/react-query";
import type { ComponentType } from "react";

import type { Scope } from "@/lib/scope";

/** Where a page is mounted: `/t/<slug>/…`, `/platform/…`, both, `/account/…`, or outside of all for those not signed in. */
export type Place = "tenant" | "platform" | "both" | "account" | "public";

export interface FeaturePage {
  place: Place;
  /** Below the place, as React Router writes it: `plugins/:plugin`. */
  path: string;
  /** A chunk of its own; its `ahead` asks for what the page shows first, while the frame is still drawn. */
  load: () => Promise<{ default: ComponentType; ahead?: (client: QueryClient, scope: Scope) => void }>;
  nav?: {
    /** Key in the `common` texts: `nav.plugins`. */
    label: string;
    icon: SvgIconComponent;
    group: "main" | "operate" | "manage";
    order: number;
    /** Shown to whoever may this; else to everybody. */
    needs?: string;
    /** Stands in place of the pages that this plugin declares, where it is on. */
    insteadOf?: string;
  };
}

export interface Feature {
  name: string;
  pages: FeaturePage[];
}
