import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";

import { ErrorState } from "@/components/ErrorState";
import { Facts, Section } from "@/components/Facts";
import { LoadingPage } from "@/components/LoadingPage";
import { PageHeader } from "@/components/PageHeader";
import { PluginIcon } from "@/components/PluginIcon";
import { useFormat } from "@/lib/format";
import { useMay, useScope } from "@/lib/scope";

import { useMayManage, usePlugin, usePlugins, type Detail, type Plugin } from "./api";
import { Contributions, Traceback } from "./Contributions";
import { DataSection } from "./DataSection";
import { DisableDialog } from "./DisableDialog";
import { EnableDialog } from "./EnableDialog";
import { ScopeList } from "./ScopeList";
import { grantsOf } from "./scopes";
import { SettingsSection } from "./SettingsSection";
import { FAILED, PluginState, requirementOf, useReason } from "./state";

function About({ plugin, all }: { plugin: Detail; all: Plugin[] }) {
  const { t } = useTranslation("plugins");
  const { to } = useScope();
  const titles = new Map(all.map((one) => [one.id, one.title]));
  const needs = plugin.requires.map((text) => {
    const id = requirementOf(text);
    return (
      <MuiLink key={text} component={Link} to={to(`plugins/${id}`)} sx={{ mr: 1.5 }}>
        {titles.get(id) ?? text}
      </MuiLink>
    );
  });
  return (
    <Section title={t("about.title")}>
      <Facts
        facts={[
          { label: t("about.state"), value: <PluginState plugin={plugin} /> },
          { label: t("about.version"), value: plugin.version },
          { label: t("about.level"), value: t(`level.${plugin.level || "unknown"}`) },
          { label: t("about.category"), value: plugin.category && t(`category.${plugin.category}`, { defaultValue: plugin.category }) },
          { label: t("about.id"), value: plugin.id },
          { label: t("about.distribution"), value: plugin.distribution },
          { label: t("about.requires"), value: needs.length > 0 && needs },
        ]}
      />
    </Section>
  );
}

function Buttons({ plugin, onEnable, onDisable }: { plugin: Plugin; onEnable: () => void; onDisable: () => void }) {
  const { t } = useTranslation("plugins");
  const { tenant, to } = useScope();
  const mayManage = useMayManage()(plugin);
  if (tenant === null && !FAILED.has(plugin.state))
    return (
      <Button component={Link} to={to("matrix")} variant="contained">
        {t("matrix.open")}
      </Button>
    );
  if (!mayManage || FAILED.has(plugin.state)) return null;
  if (plugin.state === "disabled")
    return (
      <Button variant="contained" onClick={onEnable}>
        {t("enable.action")}
      </Button>
    );
  return (
    <>
      {grantsOf(plugin.scopes).length > 0 && (
        <Button variant={plugin.needs_consent ? "contained" : "text"} onClick={onEnable}>
          {t("enable.review")}
        </Button>
      )}
      <Button variant="outlined" onClick={onDisable}>
        {t("disable.action")}
      </Button>
    </>
  );
}

/** All of one plugin: how it stands here, what it may, what is set, what it keeps. */
export default function PluginPage() {
  const { plugin: id = "" } = useParams();
  const { t } = useTranslation("plugins");
  const { tenant, to } = useScope();
  const may = useMay();
  const found = usePlugin(id);
  const { data: all = [] } = usePlugins();
  const reasonOf = useReason();
  const { dateTime } = useFormat();
  const [dialog, setDialog] = useState<"enable" | "disable" | null>(null);
  if (found.isPending) return <LoadingPage />;
  if (!found.data) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  const plugin = found.data;
  const reason = reasonOf(plugin, all);
  const failed = FAILED.has(plugin.state);
  const here = tenant !== null && !failed && may("omni.plugin.manage");
  return (
    <>
      <PageHeader
        title={plugin.title}
        text={plugin.summary}
        trail={[{ label: t("title"), to: to("plugins") }]}
        icon={<PluginIcon name={plugin.icon} color="primary" sx={{ fontSize: 36 }} />}
        actions={<Buttons plugin={plugin} onEnable={() => setDialog("enable")} onDisable={() => setDialog("disable")} />}
      />
      {reason && (
        <Alert severity={failed || plugin.resting_until ? "error" : "warning"} sx={{ mb: 2, overflowWrap: "anywhere" }}>
          {reason}
        </Alert>
      )}
      {plugin.needs_consent && (
        <Alert severity="warning" sx={{ mb: 2 }}>
          {t("consent.more")}
        </Alert>
      )}
      {plugin.locked && (
        <Alert severity="info" sx={{ mb: 2 }}>
          {t("locked")}
        </Alert>
      )}
      <About plugin={plugin} all={all} />
      {!failed && (
        <Section title={t("consent.title")}>
          {grantsOf(plugin.scopes).length > 0 ? (
            <ScopeList asked={plugin.scopes} granted={tenant === null || plugin.state === "disabled" ? null : plugin.granted} />
          ) : (
            <Typography color="textSecondary">{t("consent.nothing")}</Typography>
          )}
        </Section>
      )}
      {here && plugin.state !== "disabled" && <SettingsSection plugin={plugin} />}
      {here && <DataSection plugin={plugin} />}
      <Contributions plugin={plugin} />
      {plugin.traceback && <Traceback title={t("traceback.title")} about={t("traceback.text")} text={plugin.traceback} />}
      {plugin.failure && (
        <Traceback
          title={t("failure.title")}
          about={t("failure.text", { at: dateTime(plugin.failure.at), error: plugin.failure.error })}
          text={plugin.failure.traceback}
        />
      )}
      {dialog === "enable" && <EnableDialog plugin={plugin} onClose={() => setDialog(null)} />}
      {dialog === "disable" && <DisableDialog plugin={plugin} onClose={() => setDialog(null)} />}
    </>
  );
}
