import FactCheckIcon from "@mui/icons-material/FactCheck";

import type { Feature } from "@/app/feature";

export const feature: Feature = {
  name: "audit",
  pages: [
    {
      place: "both",
      path: "audit",
      load: () => import("./AuditPage"),
      nav: { label: "nav.audit", insteadOf: "audit-log", icon: FactCheckIcon, group: "operate", order: 50, needs: "audit-log.log.read" },
    },
  ],
};
