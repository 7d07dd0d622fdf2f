import DevicesIcon from "@mui/icons-material/Devices";
import PersonIcon from "@mui/icons-material/Person";
import SecurityIcon from "@mui/icons-material/Security";

import type { Feature } from "@/app/feature";

export const feature: Feature = {
  name: "account",
  pages: [
    { place: "account", path: "", load: () => import("./ProfilePage"), nav: { label: "nav.profile", icon: PersonIcon, group: "main", order: 0 } },
    { place: "account", path: "security", load: () => import("./SecurityPage"), nav: { label: "nav.security", icon: SecurityIcon, group: "main", order: 1 } },
    { place: "account", path: "sessions", load: () => import("./SessionsPage"), nav: { label: "nav.sessions", icon: DevicesIcon, group: "main", order: 2 } },
  ],
};
