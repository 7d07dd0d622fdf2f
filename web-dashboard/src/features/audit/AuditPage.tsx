import DownloadIcon from "@mui/icons-material/Download";
import Button from "@mui/material/Button";
import Tab from "@mui/material/Tab";
import Tabs from "@mui/material/Tabs";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";

import { PageHeader } from "@/components/PageHeader";
import { useMay, useScope } from "@/lib/scope";
import { useUrlState } from "@/lib/urlState";

import { ExportDialog } from "./ExportDialog";
import { ExportStatus } from "./ExportStatus";
import { Log } from "./Log";
import { PolicyPanel } from "./PolicyPanel";
import { Verification } from "./Verification";

const PANELS = { log: Log, verification: Verification, policy: PolicyPanel };
type View = keyof typeof PANELS;

/** Who did what and when, whether the chain is whole, and what is recorded. */
export default function AuditPage() {
  const { t } = useTranslation("audit");
  const { tenant } = useScope();
  const may = useMay();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const [asking, setAsking] = useUrlState("exporting");
  const [begun, setBegun] = useUrlState("export");
  // The policy is about calls in a tenant; the installation's own are recorded by their events.
  const views: View[] = tenant === null ? ["log", "verification"] : ["log", "verification", "policy"];
  const view = views.find((one) => one === params.get("view")) ?? "log";
  const Panel = PANELS[view];
  // One change of the address: two at once would undo each other.
  const asked = (id: string) => {
    const after = new URLSearchParams(params);
    after.delete("exporting");
    if (id) after.set("export", id);
    setParams(after, { replace: true });
  };
  return (
    <>
      <PageHeader
        title={t("common:nav.audit")}
        text={t(tenant === null ? "platformText" : "text")}
        actions={
          may("audit-log.log.export") && (
            <Button variant="outlined" startIcon={<DownloadIcon />} onClick={() => setAsking("yes")}>
              {t("export.open")}
            </Button>
          )
        }
      />
      {begun && <ExportStatus id={begun} onClose={() => setBegun("")} />}
      <Tabs value={view} onChange={(_, next: string) => void navigate(next === "log" ? "?" : `?view=${next}`, { replace: true })} sx={{ mb: 2 }}>
        {views.map((one) => (
          <Tab key={one} value={one} label={t(`view.${one}`)} id={`tab-${one}`} aria-controls="panel" />
        ))}
      </Tabs>
      <div role="tabpanel" id="panel" aria-labelledby={`tab-${view}`}>
        <Panel />
      </div>
      {asking && <ExportDialog onClose={asked} />}
    </>
  );
}
