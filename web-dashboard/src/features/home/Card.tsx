import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Paper from "@mui/material/Paper";
import Typography from "@mui/material/Typography";
import { useId, type ReactNode } from "react";
import { Link } from "react-router";

interface Props {
  title: string;
  icon?: ReactNode;
  /** Where there is more of it. */
  more?: { label: string; to: string };
  /** As wide as the page. */
  wide?: boolean;
  children: ReactNode;
}

/** One thing that matters, with a way to the rest of it. */
export function Card({ title, icon, more, wide, children }: Props) {
  const id = useId();
  return (
    <Paper component="section" variant="outlined" aria-labelledby={id} sx={{ p: 2, minWidth: 0, gridColumn: wide ? "1 / -1" : undefined }}>
      <Box sx={{ display: "flex", alignItems: "center", gap: 1, mb: 1.5, minHeight: 32, color: "text.secondary" }}>
        {icon}
        <Typography id={id} variant="h2" sx={{ flex: 1, minWidth: 0, color: "text.primary" }}>
          {title}
        </Typography>
        {more && (
          <Button component={Link} to={more.to} size="small" sx={{ flexShrink: 0 }}>
            {more.label}
          </Button>
        )}
      </Box>
      {children}
    </Paper>
  );
}
