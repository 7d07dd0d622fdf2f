import Box from "@mui/material/Box";
import Breadcrumbs from "@mui/material/Breadcrumbs";
import MuiLink from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { useEffect, type ReactNode } from "react";
import { Link } from "react-router";

interface Props {
  title: string;
  text?: string;
  /** Pages above this one. */
  trail?: { label: string; to: string }[];
  actions?: ReactNode;
  icon?: ReactNode;
}

/** The one `h1` of a page, which is the window's title, too. */
export function PageHeader({ title, text, trail, actions, icon }: Props) {
  useEffect(() => {
    document.title = `${title} · Omni`;
  }, [title]);
  return (
    <Box sx={{ mb: 2.5 }}>
      {trail && (
        <Breadcrumbs sx={{ mb: 0.5 }}>
          {trail.map((one) => (
            <MuiLink key={one.to} component={Link} to={one.to} underline="always">
              {one.label}
            </MuiLink>
          ))}
        </Breadcrumbs>
      )}
      <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1.5, alignItems: "center" }}>
        {icon}
        <Box sx={{ flex: "1 1 240px", minWidth: 0 }}>
          <Typography variant="h1" sx={{ overflowWrap: "anywhere" }}>
            {title}
          </Typography>
          {text && <Typography color="textSecondary">{text}</Typography>}
        </Box>
        {actions && <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1 }}>{actions}</Box>}
      </Box>
    </Box>
  );
}
