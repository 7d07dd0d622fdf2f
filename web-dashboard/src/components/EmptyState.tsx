import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";
import { Link } from "react-router";

interface Props {
  title: string;
  /** What to do about it. */
  text?: string;
  icon?: ReactNode;
  action?: { label: string; to?: string; onClick?: () => void };
}

/** Nothing is here, and what to do about it. */
export function EmptyState({ title, text, icon, action }: Props) {
  return (
    <Box sx={{ p: 4, textAlign: "center", color: "text.secondary" }}>
      {icon}
      <Typography variant="h2" color="textPrimary" gutterBottom>
        {title}
      </Typography>
      {text && <Typography sx={{ maxWidth: 520, mx: "auto" }}>{text}</Typography>}
      {action && (
        <Box sx={{ mt: 2 }}>
          {action.to ? (
            <Button component={Link} to={action.to} variant="contained">
              {action.label}
            </Button>
          ) : (
            <Button onClick={action.onClick} variant="contained">
              {action.label}
            </Button>
          )}
        </Box>
      )}
    </Box>
  );
}
