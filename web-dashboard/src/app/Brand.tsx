import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { Link } from "react-router";

import { useMaybeScope, useTenant } from "@/lib/scope";

/** The tenant's logo, or Omni's. */
export function Brand() {
  const scope = useMaybeScope();
  const { data: tenant } = useTenant(scope?.tenant ?? null);
  const logo = tenant?.logo;
  return (
    <Box
      component={Link}
      to={scope?.to("") ?? "/"}
      sx={{ display: "flex", alignItems: "center", gap: 1.25, color: "text.primary", textDecoration: "none", minWidth: 0 }}
    >
      <img src={logo ?? "/omni.svg"} alt="" width={28} height={28} style={{ objectFit: "contain" }} />
      <Typography component="span" sx={{ fontWeight: 700 }} noWrap>
        {tenant?.name ?? "Omni"}
      </Typography>
    </Box>
  );
}
