import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import MuiLink from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { useEffect, useId } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { DataTable, type Column } from "@/components/DataTable";
import { ErrorState } from "@/components/ErrorState";
import { Facts } from "@/components/Facts";
import { LoadingPage } from "@/components/LoadingPage";
import { StateChip, type Tone } from "@/components/StateChip";
import { useFormat } from "@/lib/format";
import { useScope } from "@/lib/scope";
import { useUrlState } from "@/lib/urlState";

import { useScheduleActions, useSending, useSendings, type Delivery, type Schedule, type Sending } from "./api";

const TONES: Record<Sending["state"], Tone> = {
  queued: "default",
  running: "info",
  sent: "success",
  dry: "info",
  skipped: "default",
  refused: "error",
  partly: "warning",
  failed: "error",
};
const MAIL: Record<Delivery["state"], Tone> = { waiting: "default", sent: "success", failed: "error", unsubscribed: "default", dry: "info" };

function SendingState({ state }: { state: Sending["state"] }) {
  const { t } = useTranslation("analytics");
  return <StateChip label={t(`sending.${state}`)} tone={TONES[state]} />;
}

/** What became of each time of a schedule, and of one of them each mail. */
export function History({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) {
  const { t } = useTranslation("analytics");
  const id = useId();
  const format = useFormat();
  const list = useSendings(schedule.id);
  const [open, setOpen] = useUrlState("_sending");
  const columns: Column<Sending>[] = [
    { name: "due", label: t("history.due"), flex: 1.6, render: ({ due }) => format.dateTime(due) },
    { name: "state", label: t("state"), render: ({ state }) => <SendingState state={state} />, text: ({ state }) => t(`sending.${state}`) },
    {
      name: "manual",
      label: t("history.how"),
      render: ({ manual, dry }) => t(dry ? "history.dry" : manual ? "history.manual" : "history.clock"),
      text: ({ manual, dry }) => t(dry ? "history.dry" : manual ? "history.manual" : "history.clock"),
    },
    { name: "reason", label: t("history.reason"), flex: 2, wide: true, render: ({ reason }) => reason },
  ];
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} fullWidth maxWidth="md">
      <DialogTitle id={id}>{t("history.title", { name: schedule.name })}</DialogTitle>
      <DialogContent sx={{ display: "flex", flexDirection: "column", gap: 2 }}>
        {open && <SendingDetail key={open} id={open} schedule={schedule} />}
        <DataTable
          label={t("history.title", { name: schedule.name })}
          columns={columns}
          list={list}
          rowKey={(row) => row.id}
          rowActions={(row) => (
            <Button
              size="small"
              disabled={row.id === open}
              onClick={() => setOpen(row.id)}
              aria-label={t("history.showOf", { when: format.dateTime(row.due) })}
            >
              {t("history.show")}
            </Button>
          )}
          empty={{ title: t("history.empty"), text: t("history.emptyText") }}
          height={280}
        />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t("common:action.close")}</Button>
      </DialogActions>
    </Dialog>
  );
}

function SendingDetail({ id, schedule }: { id: string; schedule: Schedule }) {
  const { t } = useTranslation("analytics");
  const { to } = useScope();
  const format = useFormat();
  const found = useSending(id);
  const { rereadSendings } = useScheduleActions();
  const state = found.data?.state;
  // The list below tells the same as this.
  useEffect(rereadSendings, [state]); // eslint-disable-line react-hooks/exhaustive-deps
  if (found.error && !found.data) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <LoadingPage />;
  const { run_id, deliveries, due, reason, dry, subject, filename, size, attached } = found.data;
  return (
    <Box component="section" aria-label={format.dateTime(due)} sx={{ border: 1, borderColor: "divider", borderRadius: 1, p: 2 }} aria-live="polite">
      <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: 1, mb: 1 }}>
        <Typography variant="h3" component="h3">
          {format.dateTime(due)}
        </Typography>
        <SendingState state={found.data.state} />
        {run_id && (
          <MuiLink component={Link} to={`${to(`analytics/reports/${schedule.type}`)}?_run=${run_id}`}>
            {t("history.report")}
          </MuiLink>
        )}
      </Box>
      {reason && (
        <Alert severity={found.data.state === "skipped" ? "info" : "warning"} sx={{ mb: 1 }}>
          {reason}
        </Alert>
      )}
      {dry && <Typography sx={{ mb: 1 }}>{t("history.dryText")}</Typography>}
      <Facts
        facts={[
          { label: t("history.subject"), value: subject },
          { label: t("history.file"), value: filename && t(attached ? "history.attached" : "history.linked", { name: filename, size: format.bytes(size) }) },
          {
            label: t("schedule.recipients"),
            value: deliveries.length > 0 && (
              <Box component="ul" sx={{ listStyle: "none", m: 0, p: 0, display: "grid", gap: 0.75 }}>
                {deliveries.map((mail) => (
                  <Box key={mail.recipient} component="li" sx={{ display: "flex", flexWrap: "wrap", gap: 1, alignItems: "center" }}>
                    <span>{mail.recipient}</span>
                    <StateChip label={t(`mail.${mail.state}`)} tone={MAIL[mail.state]} />
                    {mail.error && <Typography variant="body2">{mail.error}</Typography>}
                  </Box>
                ))}
              </Box>
            ),
          },
        ]}
      />
    </Box>
  );
}
