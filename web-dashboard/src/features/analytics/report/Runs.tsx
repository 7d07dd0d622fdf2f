import Button from "@mui/material/Button";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmDialog } from "@/components/ConfirmDialog";
import { DataTable, type Column } from "@/components/DataTable";
import { RowMenu } from "@/components/RowMenu";
import { StateChip, type Tone } from "@/components/StateChip";
import { useFormat } from "@/lib/format";
import { useMay, useMe, useScope } from "@/lib/scope";

import { RUN, useReportActions, useRuns, type Run } from "../api";
import { useParameterText } from "./parameterText";

const TONES: Record<Run["state"], Tone> = { queued: "default", running: "info", done: "success", failed: "error" };

/** Who asked for it: oneself, somebody else, a program, or the clock. */
function useAsker(): (run: Run) => string {
  const { t } = useTranslation("analytics");
  const { tenant } = useScope();
  const { data: me } = useMe(tenant);
  return ({ actor, schedule_id }) => {
    if (schedule_id) return t("asker.schedule");
    const [kind = "", id] = actor.split(":");
    return t(id === me?.id ? "asker.you" : kind === "key" ? "asker.key" : kind === "account" ? "asker.account" : "asker.system");
  };
}

/** Reports that were made before: to look at again. */
export function Runs({ type, open, onOpen }: { type: string; open: string; onOpen: (run: Run) => void }) {
  const { t } = useTranslation("analytics");
  const may = useMay();
  const format = useFormat();
  const asker = useAsker();
  const words = useParameterText();
  const list = useRuns(type);
  const { remove } = useReportActions();
  const [removing, setRemoving] = useState<Run | null>(null);
  const columns: Column<Run>[] = [
    {
      name: "created_at",
      label: t("runs.when"),
      flex: 1.6,
      render: (run) => <span title={format.dateTime(run.created_at)}>{format.relative(run.created_at)}</span>,
    },
    { name: "parameters", label: t("runs.what"), flex: 2.4, render: (run) => words(run.parameters), text: (run) => words(run.parameters) },
    {
      name: "state",
      label: t("state"),
      render: (run) => <StateChip label={t(`runs.${run.state}`)} tone={TONES[run.state]} title={run.error || undefined} />,
      text: (run) => t(`runs.${run.state}`),
    },
    { name: "actor", label: t("runs.who"), wide: true, render: asker, text: asker },
  ];
  return (
    <>
      <DataTable
        label={t("runs.title")}
        columns={columns}
        list={list}
        rowKey={(run) => run.id}
        sortBy="_sort.runs"
        rowActions={(run) => (
          <>
            <Button
              size="small"
              disabled={run.id === open}
              onClick={() => onOpen(run)}
              aria-label={t("runs.openOf", { when: format.dateTime(run.created_at) })}
            >
              {t("runs.open")}
            </Button>
            {may(RUN) && (
              <RowMenu
                label={t("actionsFor", { name: format.dateTime(run.created_at) })}
                actions={[{ label: t("common:action.delete"), destructive: true, onClick: () => setRemoving(run) }]}
              />
            )}
          </>
        )}
        empty={{ title: t("runs.empty"), text: t("runs.emptyText") }}
        height={360}
      />
      {removing && (
        <ConfirmDialog
          title={t("runs.deleteTitle")}
          text={t("runs.deleteText")}
          action={t("common:action.delete")}
          destructive
          onConfirm={() => remove(removing.id)}
          onClose={() => setRemoving(null)}
        />
      )}
    </>
  );
}
