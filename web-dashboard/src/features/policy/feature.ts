import PolicyIcon from "@mui/icons-material/Policy";

import type { Feature } from "@/app/feature";

export const feature: Feature = {
  name: "policy",
  pages: [
    {
      place: "both",
      path: "policy",
      load: () => import("./PolicyPage"),
      nav: { label: "nav.policy", icon: PolicyIcon, group: "manage", order: 20, needs: "omni.login-policy.manage" },
    },
  ],
};
