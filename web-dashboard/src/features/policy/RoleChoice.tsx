import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { useTranslation } from "react-i18next";

import { useRoleTitle, useRoles } from "@/core/roles/roles";
import { useUrlState } from "@/lib/urlState";

/** Whose rules are shown: everybody's, or those of a role. */
export function RoleChoice() {
  const { t } = useTranslation("policy");
  const { data: roles = [] } = useRoles();
  const title = useRoleTitle();
  const [role, setRole] = useUrlState("role");
  return (
    <TextField
      select
      label={t("for")}
      value={role}
      onChange={(event) => setRole(event.target.value)}
      sx={{ maxWidth: 360, mb: 2 }}
      slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}
    >
      <MenuItem value="">{t("everybody")}</MenuItem>
      {role && !roles.some((one) => one.name === role) && <MenuItem value={role}>{role}</MenuItem>}
      {roles.map((one) => (
        <MenuItem key={one.name} value={one.name}>
          {t("role", { title: title(one.name) })}
        </MenuItem>
      ))}
    </TextField>
  );
}
