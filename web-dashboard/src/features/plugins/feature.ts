import AppsIcon from "@mui/icons-material/Apps";
import GridOnIcon from "@mui/icons-material/GridOn";

import type { Feature } from "@/app/feature";

export const feature: Feature = {
  name: "plugins",
  pages: [
    {
      place: "both",
      path: "plugins",
      load: () => import("./CataloguePage"),
      nav: { label: "nav.plugins", icon: AppsIcon, group: "main", order: 40, needs: "omni.plugin.read" },
    },
    { place: "both", path: "plugins/:plugin", load: () => import("./PluginPage") },
    {
      place: "platform",
      path: "matrix",
      load: () => import("./MatrixPage"),
      nav: { label: "nav.matrix", icon: GridOnIcon, group: "main", order: 50, needs: "omni.plugin.manage" },
    },
  ],
};
