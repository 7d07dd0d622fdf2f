import SettingsIcon from "@mui/icons-material/Settings";

import type { Feature } from "@/app/feature";

export const feature: Feature = {
  name: "settings",
  pages: [
    {
      place: "tenant",
      path: "settings",
      load: () => import("./SettingsPage"),
      nav: { label: "nav.settings", icon: SettingsIcon, group: "manage", order: 30, needs: "omni.tenant.read" },
    },
  ],
};
