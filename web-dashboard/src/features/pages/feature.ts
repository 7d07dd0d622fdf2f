import type { Feature } from "@/app/feature";

export const feature: Feature = {
  name: "pages",
  pages: [{ place: "both", path: "p/:plugin/:page", load: () => import("./DeclaredPage") }],
};
