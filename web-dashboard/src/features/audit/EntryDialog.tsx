import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import MuiLink from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { ErrorState } from "@/components/ErrorState";
import { Facts } from "@/components/Facts";
import { JsonView } from "@/components/JsonView";
import { LoadingPage } from "@/components/LoadingPage";
import { useFormat } from "@/lib/format";

import { useEntry, type Entry } from "./api";
import { Changes, changesOf } from "./Changes";
import { OutcomeChip } from "./Log";

/** One entry, whole; with ways to what belongs to it. */
export function EntryDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation("audit");
  const entry = useEntry(id);
  return (
    <Dialog open onClose={onClose} aria-labelledby="audit-entry" fullWidth maxWidth="md">
      <DialogTitle id="audit-entry">{entry.data ? t("entry", { seq: entry.data.seq }) : t("common:loading")}</DialogTitle>
      <DialogContent>
        {entry.data ? <Told entry={entry.data} /> : entry.error ? <ErrorState error={entry.error} onRetry={() => void entry.refetch()} /> : <LoadingPage />}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t("common:action.close")}</Button>
      </DialogActions>
    </Dialog>
  );
}

function Told({ entry }: { entry: Entry }) {
  const { t } = useTranslation("audit");
  const format = useFormat();
  const changes = changesOf(entry.data);
  return (
    <>
      <Facts
        facts={[
          { label: t("field.time"), value: format.dateTime(entry.time) },
          { label: t("field.action"), value: <code>{entry.type}</code> },
          { label: t("field.outcome"), value: <OutcomeChip outcome={entry.outcome} /> },
          { label: t("field.who"), value: entry.who },
          { label: t("field.actor"), value: entry.actor && <Filtered name="actor" value={entry.actor} /> },
          { label: t("field.resource"), value: entry.resource && <Filtered name="resource" value={entry.resource} /> },
          { label: t("field.ip"), value: entry.ip && <Filtered name="ip" value={entry.ip} /> },
          { label: t("field.browser"), value: entry.user_agent },
          { label: t("field.request"), value: entry.request_id && <Filtered name="request_id" value={entry.request_id} /> },
          { label: t("field.hash"), value: <code>{entry.hash}</code> },
        ]}
      />
      {changes.length > 0 && (
        <>
          <Typography variant="h3" component="h3" sx={{ mt: 2.5, mb: 1 }}>
            {t("changes.title")}
          </Typography>
          <Changes changes={changes} />
        </>
      )}
      <Typography variant="h3" component="h3" sx={{ mt: 2.5, mb: 1 }}>
        {t("field.data")}
      </Typography>
      <JsonView value={entry.data} label={t("field.data")} />
    </>
  );
}

/** Leads to all entries with that value. */
function Filtered({ name, value }: { name: string; value: string }) {
  const { t } = useTranslation("audit");
  return (
    <MuiLink component={Link} to={`?${new URLSearchParams({ [name]: value })}`} title={t("filterBy")}>
      {value}
    </MuiLink>
  );
}
