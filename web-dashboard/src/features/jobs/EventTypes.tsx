import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import Typography from "@mui/material/Typography";
import { useTranslation } from "react-i18next";

import { DataTable, useSort, type Column } from "@/components/DataTable";
import { FilterField, SearchField } from "@/components/Filters";
import { JsonView } from "@/components/JsonView";
import { StateChip } from "@/components/StateChip";
import { usePluginTitles } from "@/core/plugins";
import { useScope } from "@/lib/scope";
import { useUrlState } from "@/lib/urlState";

import { useEventTypes, whole, type EventType } from "./events";

/** What may happen here, with the schema of what is told about it. */
export function EventTypes() {
  const { t } = useTranslation("jobs");
  const { to } = useScope();
  const { title, choices } = usePluginTitles();
  const [sort] = useSort();
  const [q] = useUrlState("q");
  const [plugin] = useUrlState("plugin");
  const [type, setType] = useUrlState("type");
  const types = useEventTypes();
  const list = whole(types, (one) => `${one.name} ${one.title}`.toLowerCase().includes(q.toLowerCase()) && (!plugin || one.plugin === plugin), sort);
  const open = types.data?.find((one) => one.name === type);
  const columns: Column<EventType>[] = [
    { name: "name", label: t("field.type"), flex: 1.6, sortable: true, render: (one) => <code>{one.name}</code> },
    { name: "title", label: t("field.meaning"), flex: 3, render: (one) => one.title },
    { name: "plugin", label: t("field.plugin"), flex: 1.2, sortable: true, render: (one) => title(one.plugin) },
    {
      name: "durable",
      label: t("field.delivery"),
      flex: 1.2,
      wide: true,
      render: (one) => (
        <StateChip label={t(one.durable ? "events.durable" : "events.fleeting")} title={t(one.durable ? "events.durableText" : "events.fleetingText")} />
      ),
      text: (one) => t(one.durable ? "events.durable" : "events.fleeting"),
    },
  ];
  return (
    <>
      <DataTable
        label={t("events.types")}
        columns={columns}
        list={list}
        rowKey={(one) => one.name}
        filters={
          <>
            <SearchField label={t("filter.search")} />
            {choices.length > 0 && <FilterField name="plugin" label={t("field.plugin")} choices={choices} />}
          </>
        }
        rowActions={(one) => (
          <Button size="small" onClick={() => setType(one.name)} aria-label={t("of", { action: t("action.schema"), name: one.name })}>
            {t("action.schema")}
          </Button>
        )}
        empty={
          q || plugin
            ? { title: t("events.noType"), text: t("noMatchText"), action: { label: t("showAll"), to: "?view=types" } }
            : { title: t("events.noTypes"), text: t("events.emptyText"), action: { label: t("common:nav.plugins"), to: to("plugins") } }
        }
      />
      {open && <SchemaDialog type={open} onClose={() => setType("")} />}
    </>
  );
}

function SchemaDialog({ type, onClose }: { type: EventType; onClose: () => void }) {
  const { t } = useTranslation("jobs");
  return (
    <Dialog open onClose={onClose} aria-labelledby="event-schema" fullWidth maxWidth="sm">
      <DialogTitle id="event-schema">{type.name}</DialogTitle>
      <DialogContent>
        <Typography gutterBottom>{type.title}</Typography>
        <JsonView value={type.json_schema} label={t("action.schema")} />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t("common:action.close")}</Button>
      </DialogActions>
    </Dialog>
  );
}
