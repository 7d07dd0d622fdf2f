import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { useErrorText } from "@/components/ErrorState";
import { StateChip } from "@/components/StateChip";

import { usePreview, type NextRun } from "./api";

const WAIT = 350;

/** As soon as one stops typing. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), WAIT);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** A moment by the clocks of the schedule's zone, with the day of the week. */
export function useRunText(zone: string): (run: NextRun) => string {
  const { i18n } = useTranslation();
  const format = new Intl.DateTimeFormat(i18n.language, {
    timeZone: zone,
    weekday: "short",
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
  return ({ at, offset }) => `${format.format(new Date(at))} (${offset})`;
}

/** The next ten times, those that clocks being changed move marked. */
export function TenRuns({ cron, zone }: { cron: string; zone: string }) {
  const { t } = useTranslation("analytics");
  const words = useErrorText();
  const found = usePreview(useSettled(cron), useSettled(zone));
  const text = useRunText(found.data?.zone ?? "UTC");
  if (found.error) return <Alert severity="error">{words(found.error)}</Alert>;
  if (!found.data) return null;
  const { runs, warnings, allowed, zone: there } = found.data;
  return (
    <Box sx={{ opacity: found.isPlaceholderData ? 0.5 : 1 }} aria-busy={found.isPlaceholderData}>
      <Typography variant="h3" id="ten-runs">
        {t("when.next", { zone: there })}
      </Typography>
      <Box
        component="ol"
        aria-labelledby="ten-runs"
        sx={{ m: 0, mt: 0.5, pl: 3, columnGap: 4, columns: { xs: 1, sm: 2 }, "& li": { py: 0.25, breakInside: "avoid" } }}
      >
        {runs.map((run) => (
          <li key={run.at}>
            {text(run)} {run.moved && <StateChip tone="warning" label={t(`when.${run.moved}`)} title={t(`when.${run.moved}Text`)} />}
          </li>
        ))}
      </Box>
      {warnings.length > 0 && (
        <Alert severity={allowed ? "warning" : "error"} sx={{ mt: 1 }}>
          {warnings.map((one) => (
            <div key={one}>{one}</div>
          ))}
        </Alert>
      )}
    </Box>
  );
}
