import Tab from "@mui/material/Tab";
import Tabs from "@mui/material/Tabs";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";

import { useMay } from "@/lib/scope";

import { Frame } from "./Frame";
import { MANAGE } from "./api";
import { Erasures } from "./events/Erasures";
import { Imports } from "./events/Imports";
import { Plan } from "./events/Plan";
import { RejectedEvents } from "./events/RejectedEvents";
import { WriteKeys } from "./events/WriteKeys";

const PANELS = { plan: Plan, rejected: RejectedEvents, keys: WriteKeys, imports: Imports, erasure: Erasures };
type View = keyof typeof PANELS;

/** What is counted, how it comes in, and what was turned away. */
export default function EventsPage() {
  const { t } = useTranslation("analytics");
  const may = useMay();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const views: View[] = may(MANAGE) ? ["plan", "rejected", "keys", "imports", "erasure"] : ["plan"];
  const view = views.find((one) => one === params.get("view")) ?? "plan";
  const Panel = PANELS[view];
  return (
    <Frame page="events">
      {views.length > 1 && (
        <Tabs
          value={view}
          variant="scrollable"
          allowScrollButtonsMobile
          scrollButtons={false}
          aria-label={t("page.events")}
          onChange={(_, next: string) => void navigate(next === "plan" ? "?" : `?view=${next}`, { replace: true })}
          sx={{ mb: 2, minHeight: 40, "& .MuiTab-root": { minHeight: 40 } }}
        >
          {views.map((one) => (
            <Tab key={one} value={one} label={t(`view.${one}`)} id={`tab-${one}`} aria-controls="panel" />
          ))}
        </Tabs>
      )}
      <div role={views.length > 1 ? "tabpanel" : undefined} id="panel" aria-labelledby={views.length > 1 ? `tab-${view}` : undefined}>
        <Panel />
      </div>
    </Frame>
  );
}
