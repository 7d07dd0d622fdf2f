import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { useTranslation } from "react-i18next";

import { formatOf, useFormat } from "@/lib/format";
import type { Schema } from "@/lib/types";

/** When it runs: by the clock of the schedule's zone, and by the tenant's where that is another. */
export function NextRuns({ runs: { runs, zone } }: { runs: Schema<"Runs"> }) {
  const { t, i18n } = useTranslation("jobs");
  const here = useFormat();
  const there = formatOf(i18n.language, zone);
  if (runs.length === 0) return <Typography>{t("schedules.noRuns")}</Typography>;
  return (
    <>
      <Typography variant="body2" color="textSecondary" gutterBottom>
        {t("schedules.inZone", { zone })}
      </Typography>
      <Box component="ol" sx={{ m: 0, pl: 3, "& li": { py: 0.25 } }}>
        {runs.map((run) => (
          <li key={run}>
            {there.dateTime(run)}
            <Typography component="span" variant="body2" color="textSecondary">
              {" "}
              {[here.relative(run), here.zone === zone ? "" : here.dateTime(run)].filter(Boolean).join(" · ")}
            </Typography>
          </li>
        ))}
      </Box>
    </>
  );
}
