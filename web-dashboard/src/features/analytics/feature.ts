import InsightsIcon from "@mui/icons-material/Insights";

import type { Feature } from "@/app/feature";

export const feature: Feature = {
  name: "analytics",
  pages: [
    {
      place: "tenant",
      path: "analytics",
      load: () => import("./OverviewPage"),
      nav: { label: "nav.analytics", insteadOf: "analytics", icon: InsightsIcon, group: "main", order: 5, needs: "analytics.report.read" },
    },
    { place: "tenant", path: "analytics/reports", load: () => import("./ReportsPage") },
    { place: "tenant", path: "analytics/reports/:report", load: () => import("./ReportPage") },
    { place: "tenant", path: "analytics/schedules", load: () => import("./SchedulesPage") },
    { place: "tenant", path: "analytics/events", load: () => import("./EventsPage") },
  ],
};
