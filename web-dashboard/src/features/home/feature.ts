import HomeIcon from "@mui/icons-material/Home";

import type { Feature } from "@/app/feature";

export const feature: Feature = {
  name: "home",
  pages: [
    {
      place: "both",
      path: "",
      load: () => import("./HomePage"),
      nav: { label: "nav.home", icon: HomeIcon, group: "main", order: 0 },
    },
  ],
};
