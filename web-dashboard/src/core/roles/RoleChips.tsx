import Box from "@mui/material/Box";
import Chip from "@mui/material/Chip";

import { useRoleTitle } from "./roles";

/** The roles that somebody has. */
export function RoleChips({ roles }: { roles: string[] }) {
  const title = useRoleTitle();
  return (
    <Box component="span" sx={{ display: "inline-flex", flexWrap: "wrap", gap: 0.5 }}>
      {roles.map((one) => (
        <Chip key={one} size="small" label={title(one)} />
      ))}
    </Box>
  );
}
