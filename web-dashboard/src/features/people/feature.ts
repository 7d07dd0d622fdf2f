import AdminPanelSettingsIcon from "@mui/icons-material/AdminPanelSettings";
import GroupIcon from "@mui/icons-material/Group";
import ManageAccountsIcon from "@mui/icons-material/ManageAccounts";

import type { Feature } from "@/app/feature";

export const feature: Feature = {
  name: "people",
  pages: [
    {
      place: "tenant",
      path: "people",
      load: () => import("./PeoplePage"),
      nav: { label: "nav.people", icon: GroupIcon, group: "main", order: 20, needs: "omni.member.read" },
    },
    {
      place: "tenant",
      path: "people/roles",
      load: () => import("./RolesPage"),
      nav: { label: "nav.roles", icon: AdminPanelSettingsIcon, group: "main", order: 30, needs: "omni.role.read" },
    },
    {
      place: "platform",
      path: "accounts",
      load: () => import("./AccountsPage"),
      nav: { label: "nav.accounts", icon: ManageAccountsIcon, group: "manage", order: 40 },
    },
  ],
};
