import Alert from "@mui/material/Alert";
import Typography from "@mui/material/Typography";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { ConfirmDialog } from "@/components/ConfirmDialog";
import { ErrorState } from "@/components/ErrorState";
import { LoadingPage } from "@/components/LoadingPage";
import { useSay } from "@/components/Snacks";
import { useScope } from "@/lib/scope";

import { purge, useChangedHere, useKept, type Plugin } from "./api";
import { KeptFacts } from "./KeptFacts";

/** Deleting for good, with what goes. */
export function PurgeDialog({ plugin, onClose }: { plugin: Plugin; onClose: () => void }) {
  const { t } = useTranslation("plugins");
  const say = useSay();
  const { api, key } = useScope();
  const client = useQueryClient();
  const changed = useChangedHere();
  const kept = useKept(plugin.id);
  return (
    <ConfirmDialog
      title={t("purge.title", { title: plugin.title })}
      text={t("purge.text")}
      action={t("purge.action")}
      typed={plugin.id}
      destructive
      onConfirm={async () => {
        await purge(api, plugin.id);
        changed();
        void client.invalidateQueries({ queryKey: key("plugin-settings", plugin.id) });
        say.done(t("purge.done", { title: plugin.title }));
      }}
      onClose={onClose}
    >
      <Typography component="h3" sx={{ mt: 2, mb: 1, fontWeight: 600 }}>
        {t("purge.goes")}
      </Typography>
      {kept.isPending && <LoadingPage />}
      {kept.error && <ErrorState error={kept.error} onRetry={() => void kept.refetch()} />}
      {kept.data && <KeptFacts kept={kept.data} />}
      {kept.data && !kept.data.own_purge && kept.data.state !== "active" && (
        <Alert severity="info" sx={{ mt: 2 }}>
          {t("purge.off")}
        </Alert>
      )}
    </ConfirmDialog>
  );
}
