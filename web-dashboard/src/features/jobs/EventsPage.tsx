import Tab from "@mui/material/Tab";
import Tabs from "@mui/material/Tabs";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";

import { PageHeader } from "@/components/PageHeader";

import { EventTypes } from "./EventTypes";
import { Subscribers } from "./Subscribers";

/** Who gets events, how far each is, and what may happen at all. */
export default function EventsPage() {
  const { t } = useTranslation("jobs");
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const view = params.get("view") === "types" ? "types" : "subscribers";
  return (
    <>
      <PageHeader title={t("common:nav.events")} text={t("events.text")} />
      {/* Another view has filters of its own. */}
      <Tabs value={view} onChange={(_, next: string) => void navigate(next === "types" ? "?view=types" : "?", { replace: true })} sx={{ mb: 2 }}>
        <Tab value="subscribers" label={t("events.subscribers")} id="tab-subscribers" aria-controls="panel" />
        <Tab value="types" label={t("events.types")} id="tab-types" aria-controls="panel" />
      </Tabs>
      <div role="tabpanel" id="panel" aria-labelledby={`tab-${view}`}>
        {view === "types" ? <EventTypes /> : <Subscribers />}
      </div>
    </>
  );
}
