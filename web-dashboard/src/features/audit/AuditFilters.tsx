import ExpandLessIcon from "@mui/icons-material/ExpandLess";
import ExpandMoreIcon from "@mui/icons-material/ExpandMore";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Paper from "@mui/material/Paper";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { FilterField } from "@/components/Filters";
import { TimeFilter } from "@/core/time/TimeFilter";
import { fieldErrors } from "@/lib/problem";

import { OUTCOMES, useFilters } from "./api";
import { TextFilter } from "./TextFilter";

const RARE = ["resource", "ip", "request_id"];

/** What one looks for; all of it stands in the address, and what the API refuses is told at its field. */
export function AuditFilters({ error }: { error: unknown }) {
  const { t } = useTranslation("audit");
  const id = useId();
  const navigate = useNavigate();
  const { filters, active } = useFilters();
  const errors = fieldErrors(error);
  const [all, setAll] = useState(() => RARE.some((name) => filters[name]));
  return (
    <Paper variant="outlined" component="search" sx={{ p: 2, mb: 2, display: "block" }} aria-label={t("filters")}>
      <Box sx={{ display: "grid", gap: 1.5, gridTemplateColumns: "repeat(auto-fill, minmax(210px, 1fr))", alignItems: "start" }}>
        <TimeFilter name="from" label={t("filter.from")} />
        <TimeFilter name="to" label={t("filter.to")} />
        <TextFilter name="actor" label={t("field.actor")} hint={t("filter.actorHint")} errors={errors} />
        <TextFilter name="action" label={t("field.action")} hint={t("filter.actionHint")} errors={errors} />
        <FilterField name="outcome" label={t("field.outcome")} choices={OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) }))} />
        <TextFilter name="q" label={t("filter.text")} hint={t("filter.textHint")} errors={errors} />
      </Box>
      <Box id={id} hidden={!all} sx={{ mt: 1.5, display: all ? "grid" : "none", gap: 1.5, gridTemplateColumns: "repeat(auto-fill, minmax(210px, 1fr))" }}>
        <TextFilter name="resource" label={t("field.resource")} hint={t("filter.resourceHint")} errors={errors} />
        <TextFilter name="ip" label={t("field.ip")} errors={errors} />
        <TextFilter name="request_id" label={t("field.request")} errors={errors} />
      </Box>
      <Box sx={{ display: "flex", gap: 1, mt: 1 }}>
        <Button size="small" aria-expanded={all} aria-controls={id} onClick={() => setAll(!all)} endIcon={all ? <ExpandLessIcon /> : <ExpandMoreIcon />}>
          {t(all ? "filter.fewer" : "filter.more")}
        </Button>
        {active && (
          <Button size="small" onClick={() => void navigate("?", { replace: true })}>
            {t("filter.clear")}
          </Button>
        )}
      </Box>
    </Paper>
  );
}
