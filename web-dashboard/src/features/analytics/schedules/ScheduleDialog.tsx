import Autocomplete from "@mui/material/Autocomplete";
import Box from "@mui/material/Box";
import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { FormDialog, at } from "@/components/FormDialog";
import type { JsonSchema } from "@/components/flat/schema";

import { useFormats, useTypes, type Chosen } from "../api";
import { ParameterFields, sent } from "../report/ParameterFields";
import { differing, errorsByName } from "../report/parameters";
import { TenRuns } from "./TenRuns";
import { WhenFields } from "./WhenFields";
import { useScheduleActions, type Schedule, type ScheduleBody } from "./api";

export interface Draft {
  name: string;
  type: string;
  parameters: Chosen;
  format: string;
  cron: string;
  zone: string;
  recipients: string[];
  skip_if_empty: boolean;
  catch_up: "none" | "one";
}

/** Mondays at seven, unless one says otherwise. */
export const NEW: Draft = {
  name: "",
  type: "",
  parameters: {},
  format: "",
  cron: "0 7 * * 1",
  zone: "",
  recipients: [],
  skip_if_empty: false,
  catch_up: "one",
};

export function draftOf(schedule: Schedule): Draft {
  const { name, type, parameters, format, cron, zone, skip_if_empty, catch_up } = schedule;
  return { name, type, parameters, format, cron, zone, skip_if_empty, catch_up, recipients: schedule.recipients.map(({ address }) => address) };
}

interface Props {
  /** Of one that is changed. */
  id?: string;
  initial: Draft;
  onClose: () => void;
}

/** A report by the clock: which, when, to whom. Its next ten times are shown before it is saved. */
export function ScheduleDialog({ id, initial, onClose }: Props) {
  const { t } = useTranslation("analytics");
  const { data: types = [] } = useTypes();
  const { data: formats = [] } = useFormats();
  const { create, change } = useScheduleActions();
  const [draft, setDraft] = useState(initial);
  const put = (more: Partial<Draft>) => setDraft((before) => ({ ...before, ...more }));
  const type = types.find(({ name }) => name === draft.type);
  const schema = type?.parameters as JsonSchema | undefined;
  const format = draft.format || (formats[0]?.name ?? "");
  const submit = () => {
    const body: ScheduleBody = {
      ...draft,
      format,
      name: draft.name.trim() || (type?.title ?? ""),
      zone: draft.zone || null,
      parameters: schema ? sent(schema, differing(schema, draft.parameters)) : draft.parameters,
    };
    return id ? change(id, body) : create(body);
  };
  return (
    <FormDialog wide title={t(id ? "schedule.edit" : "schedule.new")} action={t("common:action.save")} onSubmit={submit} onClose={onClose}>
      {(errors) => (
        <>
          <TextField
            select
            label={t("schedule.report")}
            value={type ? draft.type : ""}
            onChange={(event) => put({ type: event.target.value, parameters: {} })}
            {...at(errors, "type")}
          >
            {types.map(({ name, title }) => (
              <MenuItem key={name} value={name}>
                {title}
              </MenuItem>
            ))}
          </TextField>
          {schema && (
            <Box sx={{ display: "grid", gap: 1.5 }}>
              <ParameterFields
                key={draft.type}
                schema={schema}
                chosen={draft.parameters}
                onChange={(parameters) => put({ parameters })}
                errors={errorsByName(errors)}
              />
            </Box>
          )}
          <TextField
            label={t("schedule.name")}
            value={draft.name}
            placeholder={type?.title}
            onChange={(event) => put({ name: event.target.value })}
            slotProps={{ inputLabel: { shrink: true } }}
            {...at(errors, "name", t("schedule.nameHint"))}
          />
          <Typography variant="h3" component="h3">
            {t("schedule.when")}
          </Typography>
          <WhenFields cron={draft.cron} zone={draft.zone} onCron={(cron) => put({ cron })} onZone={(zone) => put({ zone })} errors={errors} />
          <div aria-live="polite">
            <TenRuns cron={draft.cron} zone={draft.zone} />
          </div>
          <Typography variant="h3" component="h3">
            {t("schedule.delivery")}
          </Typography>
          <Recipients value={draft.recipients} onChange={(recipients) => put({ recipients })} errors={errors} />
          <TextField
            select
            label={t("schedule.format")}
            value={formats.length ? format : ""}
            onChange={(event) => put({ format: event.target.value })}
            {...at(errors, "format")}
          >
            {formats.map(({ name, title }) => (
              <MenuItem key={name} value={name}>
                {title}
              </MenuItem>
            ))}
          </TextField>
          <FormControlLabel
            control={<Checkbox checked={draft.skip_if_empty} onChange={(_, skip_if_empty) => put({ skip_if_empty })} />}
            label={t("schedule.skip")}
          />
          <FormControlLabel
            control={<Checkbox checked={draft.catch_up === "one"} onChange={(_, one) => put({ catch_up: one ? "one" : "none" })} />}
            label={t("schedule.catchUp")}
          />
        </>
      )}
    </FormDialog>
  );
}

/** Addresses, each with Enter, a comma or by leaving the field. */
function Recipients({ value, onChange, errors }: { value: string[]; onChange: (value: string[]) => void; errors: Record<string, string> }) {
  const { t } = useTranslation("analytics");
  const [typed, setTyped] = useState("");
  const add = (text: string) => {
    const known = new Set(value.map((one) => one.toLowerCase()));
    const more = text.split(/[\s,;]+/).filter((one) => one && !known.has(one.toLowerCase()));
    if (more.length > 0) onChange([...value, ...more]);
    setTyped("");
  };
  const [place, detail] = Object.entries(errors).find(([name]) => /^recipients(\.|$)/.test(name)) ?? [];
  const which = place ? value[Number(place.split(".")[1] ?? NaN)] : undefined;
  const error = detail === undefined ? undefined : [which, detail].filter(Boolean).join(": ");
  return (
    <Autocomplete
      multiple
      freeSolo
      options={[]}
      value={value}
      inputValue={typed}
      onInputChange={(_, next, reason) => (reason === "input" && /[\s,;]$/.test(next) ? add(next) : reason !== "blur" && setTyped(next))}
      onChange={(_, next) => onChange(next.flatMap((one) => one.split(/[\s,;]+/)).filter(Boolean))}
      onBlur={() => add(typed)}
      renderInput={(params) => (
        <TextField {...params} type="email" label={t("schedule.recipients")} {...at(error ? { it: error } : {}, "it", t("schedule.recipientsHint"))} />
      )}
    />
  );
}
