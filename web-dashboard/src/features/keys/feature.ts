import KeyIcon from "@mui/icons-material/Key";

import type { Feature } from "@/app/feature";

export const feature: Feature = {
  name: "keys",
  pages: [
    {
      place: "both",
      path: "keys",
      load: () => import("./KeysPage"),
      nav: { label: "nav.keys", icon: KeyIcon, group: "manage", order: 10, needs: "omni.key.read" },
    },
  ],
};
