import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { DataTable, useSort, type Column } from "@/components/DataTable";
import { FilterField, SearchField } from "@/components/Filters";
import { StateChip } from "@/components/StateChip";
import { usePluginTitles } from "@/core/plugins";
import { useFormat } from "@/lib/format";
import { useMay, useScope } from "@/lib/scope";
import { useUrlState } from "@/lib/urlState";

import { useSubscribers, whole, type Subscriber } from "./events";
import { ReplayDialog } from "./ReplayDialog";
import { ResumeDialog } from "./ResumeDialog";

/** Handlers of events, how far each is, and those that are parked, since they failed again and again. */
export function Subscribers() {
  const { t } = useTranslation("jobs");
  const { to } = useScope();
  const may = useMay();
  const [sort] = useSort();
  const [q] = useUrlState("q");
  const [state] = useUrlState("state");
  const [asked, setAsked] = useState<{ what: "resume" | "replay"; subscriber: Subscriber } | null>(null);
  const keep = (one: Subscriber) =>
    `${one.id} ${one.events}`.toLowerCase().includes(q.toLowerCase()) && (!state || (state === "parked") === (one.parked !== null));
  const list = whole(useSubscribers(), keep, sort);
  const columns = useColumns();
  const close = () => setAsked(null);
  const states = ["active", "parked"].map((value) => ({ value, label: t(`events.${value}`) }));
  return (
    <>
      <DataTable
        label={t("events.subscribers")}
        columns={columns}
        list={list}
        rowKey={(one) => one.id}
        filters={
          <>
            <SearchField label={t("filter.search")} />
            <FilterField name="state" label={t("field.state")} choices={states} />
          </>
        }
        rowActions={
          may("omni.job.manage")
            ? (subscriber) => (
                <>
                  {subscriber.parked && (
                    <Button size="small" onClick={() => setAsked({ what: "resume", subscriber })}>
                      {t("action.resume")}
                    </Button>
                  )}
                  <Button size="small" onClick={() => setAsked({ what: "replay", subscriber })}>
                    {t("action.replay")}
                  </Button>
                </>
              )
            : undefined
        }
        empty={
          q || state
            ? { title: t("events.noSubscriber"), text: t("noMatchText"), action: { label: t("showAll"), to: "?" } }
            : { title: t("events.empty"), text: t("events.emptyText"), action: { label: t("common:nav.plugins"), to: to("plugins") } }
        }
      />
      {asked?.what === "resume" && <ResumeDialog subscriber={asked.subscriber} onClose={close} />}
      {asked?.what === "replay" && <ReplayDialog subscriber={asked.subscriber} onClose={close} />}
    </>
  );
}

function useColumns(): Column<Subscriber>[] {
  const { t } = useTranslation("jobs");
  const { to } = useScope();
  const format = useFormat();
  const { title } = usePluginTitles();
  const letters = (one: Subscriber) => `dead-letters?${new URLSearchParams({ kind: "events", plugin: one.plugin, name: one.handler })}`;
  return [
    {
      name: "handler",
      label: t("field.handler"),
      flex: 1.6,
      sortable: true,
      render: (one) => (
        <>
          {one.handler}
          <Typography variant="body2" color="textSecondary">
            {title(one.plugin)}
          </Typography>
        </>
      ),
    },
    { name: "events", label: t("field.events"), flex: 1.4, sortable: true, render: (one) => <code>{one.events}</code> },
    {
      name: "parked",
      label: t("field.state"),
      flex: 1.6,
      render: (one) => <Standing subscriber={one} />,
      text: (one) => t(one.parked ? "events.parked" : "events.active"),
    },
    { name: "lag", label: t("field.lag"), flex: 0.8, align: "right", sortable: true, render: (one) => format.number(one.lag) },
    { name: "waiting", label: t("field.waiting"), flex: 0.8, align: "right", sortable: true, wide: true, render: (one) => format.number(one.waiting) },
    {
      name: "dead",
      label: t("field.dead"),
      flex: 0.8,
      align: "right",
      sortable: true,
      render: (one) =>
        one.dead ? (
          <MuiLink component={Link} to={to(letters(one))}>
            {format.number(one.dead)}
          </MuiLink>
        ) : (
          format.number(0)
        ),
    },
  ];
}

function Standing({ subscriber: { parked } }: { subscriber: Subscriber }) {
  const { t } = useTranslation("jobs");
  const format = useFormat();
  if (!parked) return <StateChip label={t("events.active")} tone="success" />;
  return (
    <>
      <StateChip label={t("events.parked")} tone="error" />
      <Typography variant="body2" color="textSecondary">
        {t("events.parkedSince", { time: format.dateTime(parked.since), reason: parked.reason })}
      </Typography>
    </>
  );
}
