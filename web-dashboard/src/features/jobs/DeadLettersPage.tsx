import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { DataTable, useSort, type Column } from "@/components/DataTable";
import { FilterField, SearchField } from "@/components/Filters";
import { PageHeader } from "@/components/PageHeader";
import { usePluginTitles } from "@/core/plugins";
import { TimeFilter } from "@/core/time/TimeFilter";
import { useFormat } from "@/lib/format";
import { useMay, useScope } from "@/lib/scope";

import { useDeadLetters, useLetterFilters, type Letter } from "./deadLetters";
import { LetterButtons, LettersBulk, ReplayAll } from "./LetterActions";

/** What failed for good, until somebody decides about it. */
export default function DeadLettersPage() {
  const { t } = useTranslation("jobs");
  const { to } = useScope();
  const may = useMay();
  const [sort] = useSort();
  const [replaying, setReplaying] = useState(false);
  const { filters, active } = useLetterFilters();
  const list = useDeadLetters(filters, sort);
  const columns = useColumns();
  const { choices } = usePluginTitles();
  const manage = may("omni.job.manage");
  const kinds = ["job", "events"].map((value) => ({ value, label: t(`kind.${value}`) }));
  return (
    <>
      <PageHeader
        title={t("common:nav.deadLetters")}
        text={t("letters.text")}
        actions={
          manage && (
            <Button variant="contained" disabled={list.items.length === 0} onClick={() => setReplaying(true)}>
              {t(active ? "letters.replayMatching" : "letters.replayAll")}
            </Button>
          )
        }
      />
      <DataTable
        label={t("common:nav.deadLetters")}
        columns={columns}
        list={list}
        rowKey={(letter) => letter.id}
        filters={
          <>
            <FilterField name="kind" label={t("field.kind")} choices={kinds} />
            {choices.length > 0 && <FilterField name="plugin" label={t("field.plugin")} choices={choices} />}
            <SearchField name="name" label={t("field.exactName")} />
            <TimeFilter name="before" label={t("filter.diedBefore")} />
          </>
        }
        rowActions={manage ? (letter) => <LetterButtons letter={letter} /> : undefined}
        bulkActions={manage ? (letters, clear) => <LettersBulk letters={letters} onDone={clear} /> : undefined}
        empty={
          active
            ? { title: t("letters.noMatch"), text: t("noMatchText"), action: { label: t("showAll"), to: "?" } }
            : { title: t("letters.empty"), text: t("letters.emptyText"), action: { label: t("common:nav.jobs"), to: to("jobs") } }
        }
      />
      {replaying && <ReplayAll which={filters} matching={active} onClose={() => setReplaying(false)} />}
    </>
  );
}

function useColumns(): Column<Letter>[] {
  const { t } = useTranslation("jobs");
  const { to } = useScope();
  const format = useFormat();
  const { title } = usePluginTitles();
  return [
    {
      name: "name",
      label: t("field.job"),
      flex: 1.4,
      sortable: true,
      render: (letter) => (
        <>
          <MuiLink component={Link} to={to(`jobs/${letter.id}`)}>
            {letter.name}
          </MuiLink>
          <Typography variant="body2" color="textSecondary">
            {title(letter.plugin)}
          </Typography>
        </>
      ),
    },
    { name: "kind", label: t("field.kind"), wide: true, render: (letter) => t(`kind.${letter.kind}`, { defaultValue: letter.kind }) },
    { name: "reason", label: t("field.reason"), flex: 2.4, render: (letter) => letter.reason },
    { name: "attempts", label: t("field.attempts"), wide: true, flex: 0.9, align: "right", render: (letter) => format.number(letter.attempts) },
    { name: "died_at", label: t("field.died"), flex: 1.5, render: (letter) => format.dateTime(letter.died_at) },
  ];
}
