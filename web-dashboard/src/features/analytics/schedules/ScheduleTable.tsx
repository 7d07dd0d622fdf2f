import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmDialog } from "@/components/ConfirmDialog";
import { DataTable, type Column } from "@/components/DataTable";
import { RowMenu } from "@/components/RowMenu";
import { useSay } from "@/components/Snacks";
import { StateChip } from "@/components/StateChip";
import type { List } from "@/lib/pages";
import { useMay, useMe, useScope } from "@/lib/scope";

import { MANAGE, SCHEDULE, useFormats, useTypes } from "../api";
import { useParameterText } from "../report/parameterText";
import { useRunText } from "./TenRuns";
import { useScheduleActions, type NextRun, type Schedule } from "./api";

interface Props {
  list: List<Schedule>;
  /** Open something of the page, by parameters of its address. */
  onOpen: (what: Record<string, string>) => void;
  onCreate?: () => void;
}

/** All schedules of the tenant: what they send, to how many, and when next. */
export function ScheduleTable({ list, onOpen, onCreate }: Props) {
  const { t } = useTranslation("analytics");
  const say = useSay();
  const mine = useMine();
  const columns = useColumns();
  const actions = useScheduleActions();
  const [removing, setRemoving] = useState<Schedule | null>(null);
  const doing = useMutation({ mutationFn: (act: () => Promise<unknown>) => act(), onError: say.failed });
  const start = async (schedule: Schedule, act: typeof actions.sendNow) => {
    const { id } = await act(schedule.id);
    onOpen({ _history: schedule.id, _sending: id });
  };
  return (
    <>
      <DataTable
        label={t("page.schedules")}
        columns={columns}
        list={list}
        rowKey={(row) => row.id}
        rowActions={(row) => (
          <>
            <Button size="small" onClick={() => onOpen({ _history: row.id })} aria-label={t("schedule.historyOf", { name: row.name })}>
              {t("schedule.history")}
            </Button>
            {mine(row) && (
              <RowMenu
                label={t("actionsFor", { name: row.name })}
                actions={[
                  { label: t("common:action.edit"), onClick: () => onOpen({ _edit: row.id }) },
                  row.paused
                    ? { label: t("schedule.resume"), onClick: () => doing.mutate(() => actions.resume(row.id)) }
                    : { label: t("schedule.pause"), onClick: () => doing.mutate(() => actions.pause(row.id)) },
                  { label: t("schedule.sendNow"), onClick: () => doing.mutate(() => start(row, actions.sendNow)) },
                  { label: t("schedule.dryRun"), onClick: () => doing.mutate(() => start(row, actions.dryRun)) },
                  { label: t("common:action.delete"), destructive: true, onClick: () => setRemoving(row) },
                ]}
              />
            )}
          </>
        )}
        empty={{ title: t("schedule.empty"), text: t("schedule.emptyText"), action: onCreate && { label: t("schedule.new"), onClick: onCreate } }}
        height="max(320px, calc(100vh - 380px))"
      />
      {removing && (
        <ConfirmDialog
          title={t("schedule.deleteTitle", { name: removing.name })}
          text={t("schedule.deleteText")}
          action={t("common:action.delete")}
          destructive
          onConfirm={() => actions.remove(removing.id)}
          onClose={() => setRemoving(null)}
        />
      )}
    </>
  );
}

/** One's own, or all for whoever manages them. */
function useMine(): (schedule: Schedule) => boolean {
  const may = useMay();
  const { tenant } = useScope();
  const { data: me } = useMe(tenant);
  return ({ owner }) => may(MANAGE) || (may(SCHEDULE) && owner === `account:${me?.id}`);
}

function useColumns(): Column<Schedule>[] {
  const { t } = useTranslation("analytics");
  const { data: types = [] } = useTypes();
  const { data: formats = [] } = useFormats();
  const words = useParameterText();
  const type = (row: Schedule) => types.find(({ name }) => name === row.type)?.title ?? row.type;
  const format = (row: Schedule) => formats.find(({ name }) => name === row.format)?.title ?? row.format;
  return [
    {
      name: "name",
      label: t("schedule.name"),
      flex: 2,
      render: (row) => (
        <>
          {row.name}
          <Typography variant="body2" color="textSecondary">
            {type(row)} · {format(row)} · {words(row.parameters)}
          </Typography>
        </>
      ),
    },
    {
      name: "paused",
      label: t("state"),
      render: (row) => (
        <StateChip
          label={t(row.paused ? "schedule.paused" : "schedule.active")}
          tone={row.paused ? "warning" : "success"}
          title={row.paused_because || undefined}
        />
      ),
      text: (row) => t(row.paused ? "schedule.paused" : "schedule.active"),
    },
    {
      name: "next_run",
      label: t("schedule.next"),
      flex: 2,
      render: (row) => (row.next_run ? <Next run={row.next_run} zone={row.zone} /> : row.paused_because || t("schedule.none")),
      text: (row) => row.next_run?.at,
    },
    {
      name: "recipients",
      label: t("schedule.recipients"),
      wide: true,
      render: (row) => <To row={row} />,
      text: (row) => row.recipients.map(({ address }) => address).join(" "),
    },
  ];
}

function Next({ run, zone }: { run: NextRun; zone: string }) {
  const { t } = useTranslation("analytics");
  const text = useRunText(zone);
  return (
    <>
      {text(run)}
      <Typography variant="body2" color="textSecondary">
        {zone} {run.moved && t(`when.${run.moved}`)}
      </Typography>
    </>
  );
}

function To({ row }: { row: Schedule }) {
  const { t } = useTranslation("analytics");
  const [first] = row.recipients;
  const gone = row.recipients.filter(({ unsubscribed }) => unsubscribed).length;
  return (
    <span title={row.recipients.map(({ address }) => address).join("\n")}>
      {row.recipients.length === 1 ? first?.address : t("schedule.people", { count: row.recipients.length })}
      {gone > 0 && ` ${t("schedule.gone", { count: gone })}`}
    </span>
  );
}
