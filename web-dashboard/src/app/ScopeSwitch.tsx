import UnfoldMoreIcon from "@mui/icons-material/UnfoldMore";
import Button from "@mui/material/Button";
import Divider from "@mui/material/Divider";
import MenuItem from "@mui/material/MenuItem";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { LazyMenu } from "@/components/LazyMenu";
import { useMaybeScope, useMe, useTenant } from "@/lib/scope";

/** Which tenant is at hand, and the way to another one. */
export function ScopeSwitch() {
  const { t } = useTranslation();
  const scope = useMaybeScope();
  const { data: me } = useMe(scope?.tenant ?? null);
  const { data: tenant } = useTenant(scope?.tenant ?? null);
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const close = () => setAnchor(null);
  const label = scope === null ? t("scope.choose") : scope.tenant === null ? t("scope.platform") : (tenant?.name ?? scope.tenant);
  return (
    <>
      <Button
        color="inherit"
        onClick={(event) => setAnchor(event.currentTarget)}
        endIcon={<UnfoldMoreIcon />}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        sx={{ maxWidth: "100%" }}
      >
        <span style={{ overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" }}>{label}</span>
      </Button>
      <LazyMenu anchorEl={anchor} open={anchor !== null} onClose={close}>
        {me?.tenants.map((one) => (
          <MenuItem key={one.id} component={Link} to={`/t/${one.slug}`} onClick={close} selected={one.slug === scope?.tenant}>
            {one.name}
          </MenuItem>
        ))}
        {me?.platform && <Divider />}
        {me?.platform && (
          <MenuItem component={Link} to="/platform" onClick={close} selected={scope?.tenant === null}>
            {t("scope.platform")}
          </MenuItem>
        )}
      </LazyMenu>
    </>
  );
}
