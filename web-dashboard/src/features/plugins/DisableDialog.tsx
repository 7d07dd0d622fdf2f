import Alert from "@mui/material/Alert";
import { useTranslation } from "react-i18next";

import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useSay } from "@/components/Snacks";
import { useScope } from "@/lib/scope";

import { disable, useChangedHere, usePlugins, type Plugin } from "./api";
import { dependents } from "./state";

/** Switching a plugin off, with what stands still then. */
export function DisableDialog({ plugin, onClose }: { plugin: Plugin; onClose: () => void }) {
  const { t } = useTranslation("plugins");
  const say = useSay();
  const { api } = useScope();
  const changed = useChangedHere();
  const { data: all = [] } = usePlugins();
  const others = dependents(plugin, all);
  return (
    <ConfirmDialog
      title={t("disable.title", { title: plugin.title })}
      text={t("disable.text")}
      action={t("disable.action")}
      onConfirm={async () => {
        const done = await disable(api, plugin.id);
        changed();
        if (done.warning) say.warn(t("disable.warning", { title: plugin.title, warning: done.warning }));
        else say.done(t("disable.done", { title: plugin.title }));
      }}
      onClose={onClose}
    >
      {others.length > 0 && (
        <Alert severity="warning" sx={{ mt: 2 }}>
          {t("disable.suspends", { titles: others.map((one) => one.title).join(", ") })}
        </Alert>
      )}
    </ConfirmDialog>
  );
}
