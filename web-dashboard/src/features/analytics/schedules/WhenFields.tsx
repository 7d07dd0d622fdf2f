import Box from "@mui/material/Box";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { at } from "@/components/FormDialog";

import { ZoneField } from "../ZoneField";
import { RHYTHMS, cronOf, whenOf, type Rhythm, type When } from "./cron";

interface Props {
  cron: string;
  zone: string;
  onCron: (cron: string) => void;
  onZone: (zone: string) => void;
  errors: Record<string, string>;
}

/** 1 November 2026 is a Sunday. */
function weekdays(language: string): string[] {
  const format = new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, day) => format.format(Date.UTC(2026, 10, 1 + day)));
}

/** When: by day and hour, or as an expression of one's own. */
export function WhenFields({ cron, zone, onCron, onZone, errors }: Props) {
  const { t, i18n } = useTranslation("analytics");
  const [when, setWhen] = useState<When>(() => whenOf(cron));
  const put = (more: Partial<When>) => {
    const next = { ...when, ...more };
    setWhen(next);
    const made = cronOf(next);
    if (made !== null) onCron(made);
  };
  const days = weekdays(i18n.language);
  return (
    <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: "repeat(auto-fill, minmax(min(190px, 100%), 1fr))", alignItems: "start" }}>
      <TextField select label={t("when.rhythm")} value={when.rhythm} onChange={(event) => put({ rhythm: event.target.value as Rhythm })}>
        {RHYTHMS.map((one) => (
          <MenuItem key={one} value={one}>
            {t(`when.${one}`)}
          </MenuItem>
        ))}
      </TextField>
      {when.rhythm === "weekly" && (
        <TextField select label={t("when.weekday")} value={when.weekday} onChange={(event) => put({ weekday: Number(event.target.value) })}>
          {[1, 2, 3, 4, 5, 6, 0].map((day) => (
            <MenuItem key={day} value={day}>
              {days[day]}
            </MenuItem>
          ))}
        </TextField>
      )}
      {(when.rhythm === "monthly" || when.rhythm === "quarterly") && (
        <TextField select label={t("when.day")} value={when.day} onChange={(event) => put({ day: Number(event.target.value) })}>
          {Array.from({ length: 31 }, (_, day) => (
            <MenuItem key={day + 1} value={day + 1}>
              {day + 1}
            </MenuItem>
          ))}
        </TextField>
      )}
      {when.rhythm === "own" ? (
        <TextField label={t("when.cron")} value={cron} onChange={(event) => onCron(event.target.value)} {...at(errors, "cron", t("when.cronHint"))} />
      ) : (
        <TextField
          type="time"
          label={t("when.time")}
          value={when.time}
          onChange={(event) => put({ time: event.target.value })}
          slotProps={{ inputLabel: { shrink: true } }}
          {...at(errors, "cron")}
        />
      )}
      <ZoneField label={t("parameter.zone")} value={zone} onChange={onZone} error={errors.zone} hint={t("parameters.zoneHint")} />
    </Box>
  );
}
