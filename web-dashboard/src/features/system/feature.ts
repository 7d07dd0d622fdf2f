import DnsIcon from "@mui/icons-material/Dns";

import type { Feature } from "@/app/feature";

export const feature: Feature = {
  name: "system",
  pages: [
    {
      place: "platform",
      path: "system",
      load: () => import("./SystemPage"),
      nav: { label: "nav.system", icon: DnsIcon, group: "manage", order: 90 },
    },
  ],
};
