/** Roles × permissions. The tenant's own roles are changed in place, and saved all at once. */
import Box from "@mui/material/Box";
import Paper from "@mui/material/Paper";
import TextField from "@mui/material/TextField";
import Table from "@mui/material/Table";
import Toolbar from "@mui/material/Toolbar";
import MenuItem from "@mui/material/MenuItem";
import useMediaQuery from "@mui/material/useMediaQuery";
import { useTheme } from "@mui/material/styles";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { EmptyState } from "@/components/EmptyState";
import { SearchField } from "@/components/Filters";
import { useRoleTitle, type Permission, type Role } from "@/core/roles/roles";
import { useUrlState } from "@/lib/urlState";

import { DraftBar } from "./DraftBar";
import { MatrixBody, MatrixHead } from "./MatrixParts";
import { toggled, type Drafts } from "./drafts";

const FIRST = "member";

function found(permissions: Permission[], q: string) {
  const sought = q.trim().toLowerCase();
  return permissions.filter((one) => `${one.name} ${one.title} ${one.plugin}`.toLowerCase().includes(sought));
}

/** Which role is shown where there is room for one. */
function OneRole({ roles, value, onChange }: { roles: Role[]; value: string; onChange: (role: string) => void }) {
  const { t } = useTranslation("people");
  const title = useRoleTitle();
  return (
    <TextField select label={t("role.shown")} value={value} onChange={(event) => onChange(event.target.value)}>
      {roles.map((one) => (
        <MenuItem key={one.name} value={one.name}>
          {title(one.name)}
        </MenuItem>
      ))}
    </TextField>
  );
}

export function RoleMatrix({ roles, permissions }: { roles: Role[]; permissions: Permission[] }) {
  const { t } = useTranslation("people");
  const narrow = useMediaQuery(useTheme().breakpoints.down("sm"));
  const [q] = useUrlState("q");
  const [chosen, setChosen] = useUrlState("role", FIRST);
  const [drafts, setDrafts] = useState<Drafts>(new Map());
  const one = roles.some((role) => role.name === chosen) ? chosen : FIRST;
  const shown = narrow ? roles.filter((role) => role.name === one) : roles;
  const rows = found(permissions, q);
  return (
    <Paper variant="outlined" sx={{ overflow: "hidden" }}>
      <Toolbar variant="dense" sx={{ gap: 1, flexWrap: "wrap", py: 1 }}>
        <SearchField label={t("roles:searchPermissions")} />
        {narrow && <OneRole roles={roles} value={one} onChange={setChosen} />}
      </Toolbar>
      {rows.length === 0 ? (
        <EmptyState title={t("none.found")} text={t("roles:noPermission")} />
      ) : (
        <Box role="region" aria-label={t("role.matrix")} tabIndex={0} sx={{ overflow: "auto", maxHeight: "calc(100vh - 270px)", minHeight: 240 }}>
          <Table size="small" stickyHeader aria-label={t("role.matrix")}>
            <MatrixHead roles={shown} />
            <MatrixBody
              roles={shown}
              permissions={rows}
              drafts={drafts}
              onToggle={(role, permission) => setDrafts((before) => toggled(before, role, permission))}
            />
          </Table>
        </Box>
      )}
      <DraftBar roles={roles} drafts={drafts} onChange={setDrafts} />
    </Paper>
  );
}
