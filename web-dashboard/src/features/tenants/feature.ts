import ApartmentIcon from "@mui/icons-material/Apartment";

import type { Feature } from "@/app/feature";

export const feature: Feature = {
  name: "tenants",
  pages: [
    {
      place: "platform",
      path: "tenants",
      load: () => import("./TenantsPage"),
      nav: { label: "nav.tenants", icon: ApartmentIcon, group: "main", order: 10 },
    },
    { place: "platform", path: "tenants/:tenant", load: () => import("./TenantPage") },
  ],
};
