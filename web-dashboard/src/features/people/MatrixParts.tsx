import CheckIcon from "@mui/icons-material/Check";
import Box from "@mui/material/Box";
import Checkbox from "@mui/material/Checkbox";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import Typography from "@mui/material/Typography";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";

import { usePluginTitles } from "@/core/plugins";
import { byPlugin, useRoleTitle, type Permission, type Role } from "@/core/roles/roles";
import { useMay } from "@/lib/scope";

import { RoleColumnMenu } from "./RoleColumnMenu";
import { has, type Drafts } from "./drafts";

export function MatrixHead({ roles }: { roles: Role[] }) {
  const { t } = useTranslation("people");
  const title = useRoleTitle();
  return (
    <TableHead>
      <TableRow>
        <TableCell sx={{ minWidth: 180, fontWeight: 650, bgcolor: "background.paper" }}>{t("role.permission")}</TableCell>
        {roles.map((role) => (
          <TableCell key={role.name} align="center" sx={{ minWidth: 104, fontWeight: 650, bgcolor: "background.paper" }}>
            <Box sx={{ display: "flex", alignItems: "center", justifyContent: "center" }}>
              <span>{title(role.name)}</span>
              {!role.built_in && <RoleColumnMenu role={role} />}
            </Box>
          </TableCell>
        ))}
      </TableRow>
    </TableHead>
  );
}

interface CellProps {
  role: Role;
  permission: Permission;
  drafts: Drafts;
  onToggle: (role: Role, permission: string) => void;
}

function Cell({ role, permission, drafts, onToggle }: CellProps) {
  const { t } = useTranslation("people");
  const may = useMay();
  const title = useRoleTitle();
  const on = has(drafts, role, permission.name);
  const label = t(on ? "role.may" : "role.mayNot", { role: title(role.name), permission: permission.title || permission.name });
  if (role.built_in || !may("omni.role.manage"))
    return on ? (
      <CheckIcon fontSize="small" color="success" titleAccess={label} />
    ) : (
      <span aria-label={label} role="img">
        {"–"}
      </span>
    );
  return (
    <Checkbox
      size="small"
      checked={on}
      disabled={!may(permission.name)}
      onChange={() => onToggle(role, permission.name)}
      slotProps={{ input: { "aria-label": t("role.cell", { role: title(role.name), permission: permission.title || permission.name }) } }}
    />
  );
}

export function MatrixBody({ roles, permissions, ...rest }: { roles: Role[]; permissions: Permission[] } & Omit<CellProps, "role" | "permission">) {
  const plugins = usePluginTitles();
  return (
    <TableBody>
      {byPlugin(permissions).map(([plugin, declared]) => (
        <Fragment key={plugin}>
          <TableRow>
            <TableCell component="th" scope="colgroup" colSpan={roles.length + 1} sx={{ bgcolor: "background.default", fontWeight: 650 }}>
              {plugins.title(plugin)}
            </TableCell>
          </TableRow>
          {declared.map((permission) => (
            <TableRow key={permission.name} hover>
              <TableCell component="th" scope="row">
                {permission.title || permission.name}
                <Typography variant="body2" sx={{ color: "text.secondary", fontSize: "0.78rem", overflowWrap: "anywhere" }}>
                  {permission.name}
                </Typography>
              </TableCell>
              {roles.map((role) => (
                <TableCell key={role.name} align="center">
                  <Cell role={role} permission={permission} {...rest} />
                </TableCell>
              ))}
            </TableRow>
          ))}
        </Fragment>
      ))}
    </TableBody>
  );
}
