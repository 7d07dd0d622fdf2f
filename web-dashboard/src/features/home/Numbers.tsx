import Box from "@mui/material/Box";
import Link from "@mui/material/Link";
import Skeleton from "@mui/material/Skeleton";
import Typography from "@mui/material/Typography";
import { useTranslation } from "react-i18next";
import { Link as To } from "react-router";

import { useFormat } from "@/lib/format";

export interface Number {
  label: string;
  count: number | undefined;
  to?: string;
  /** Anything but none wants attention. */
  alarming?: boolean;
}

/** Counts side by side, each with the way to what was counted. */
export function Numbers({ of }: { of: Number[] }) {
  const { t } = useTranslation("home");
  const format = useFormat();
  return (
    <Box component="dl" sx={{ m: 0, display: "grid", gap: 2, gridTemplateColumns: "repeat(auto-fill, minmax(88px, 1fr))" }}>
      {of.map(({ label, count, to, alarming }) => {
        const shown = count === undefined ? <Skeleton width={32} aria-label={t("common:loading")} /> : format.number(count);
        return (
          <Box key={label} sx={{ minWidth: 0 }}>
            <Typography component="dt" variant="body2" sx={{ color: "text.secondary" }}>
              {label}
            </Typography>
            <Typography component="dd" sx={{ m: 0, fontSize: "1.6rem", fontWeight: 650, lineHeight: 1.3, color: alarming && count ? "error.main" : undefined }}>
              {to && count ? (
                <Link component={To} to={to} color="inherit" aria-label={t("see", { count, label })}>
                  {shown}
                </Link>
              ) : (
                shown
              )}
            </Typography>
          </Box>
        );
      })}
    </Box>
  );
}
