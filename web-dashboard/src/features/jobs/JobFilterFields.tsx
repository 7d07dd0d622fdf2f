import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { FilterField, SearchField } from "@/components/Filters";
import { usePluginTitles } from "@/core/plugins";
import { TimeFilter } from "@/core/time/TimeFilter";
import { useUrlState } from "@/lib/urlState";

import type { JobFilters } from "./api";
import { STATES } from "./states";

const NAMES = ["state", "plugin", "name", "kind", "from", "to"];
/** Deliveries of events are many, and seldom what one looks for. */
const USUAL = "job";

/** What the address asks for, and whether it asks for less than all. */
export function useJobFilters(): { filters: JobFilters; active: boolean } {
  const [params] = useSearchParams();
  const given = (name: string) => params.get(name) ?? undefined;
  const kind = given("kind") ?? USUAL;
  const state = STATES.find((one) => one === given("state"));
  return {
    filters: {
      state,
      plugin: given("plugin"),
      name: given("name"),
      kind: kind === "all" ? undefined : kind,
      created_after: given("from"),
      created_before: given("to"),
    },
    active: NAMES.some((name) => params.has(name)),
  };
}

export function JobFilterFields() {
  const { t } = useTranslation("jobs");
  const { choices } = usePluginTitles();
  return (
    <>
      <FilterField name="state" label={t("field.state")} choices={STATES.map((value) => ({ value, label: t(`state.${value}`) }))} />
      <KindFilter />
      {choices.length > 0 && <FilterField name="plugin" label={t("field.plugin")} choices={choices} />}
      <SearchField name="name" label={t("field.exactName")} />
      <TimeFilter name="from" label={t("filter.from")} />
      <TimeFilter name="to" label={t("filter.to")} />
    </>
  );
}

function KindFilter() {
  const { t } = useTranslation("jobs");
  const [kind, setKind] = useUrlState("kind", USUAL);
  return (
    <TextField select label={t("field.kind")} value={kind} onChange={(event) => setKind(event.target.value)} sx={{ minWidth: 140, width: "auto" }}>
      {["job", "events", "all"].map((one) => (
        <MenuItem key={one} value={one}>
          {t(`kind.${one}`)}
        </MenuItem>
      ))}
    </TextField>
  );
}
