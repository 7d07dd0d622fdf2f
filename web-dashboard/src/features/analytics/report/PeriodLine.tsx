import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { StateChip } from "@/components/StateChip";

import type { Period } from "../api";

type Span = Pick<Period, "start" | "end">;

/** "1 – 30 Nov 2026"; with the hour where a span does not begin and end at midnight. `end` is not part of it. */
export function spanText(language: string, zone: string, { start, end }: Span): string {
  const clock = new Intl.DateTimeFormat("en", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const whole = [start, end].every((one) => clock.format(new Date(one)) === "00:00");
  const format = new Intl.DateTimeFormat(
    language,
    whole ? { timeZone: zone, dateStyle: "medium" } : { timeZone: zone, dateStyle: "medium", timeStyle: "short" },
  );
  return format.formatRange(new Date(start), new Date(Date.parse(end) - (whole ? 1 : 0)));
}

/** Which time a report is about, by which clocks, and what it is compared with. */
export function PeriodLine({ period }: { period: Period }) {
  const { t, i18n } = useTranslation("analytics");
  const { zone, previous } = period;
  const [span, before] = useMemo(
    () => [period, previous].map((one) => (one ? spanText(i18n.language, zone, one) : "")),
    [period, previous, zone, i18n.language],
  );
  return (
    <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", columnGap: 1, rowGap: 0.5 }}>
      <Typography sx={{ fontWeight: 650 }}>{span}</Typography>
      {period.partial && <StateChip label={t("period.open")} tone="info" title={t("period.openText")} />}
      <Typography variant="body2" color="textSecondary">
        {[t("period.zone", { zone }), before && t("period.before", { span: before })].filter(Boolean).join(" · ")}
      </Typography>
    </Box>
  );
}
