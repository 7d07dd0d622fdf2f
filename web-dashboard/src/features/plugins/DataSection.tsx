/** What the tenant has of a plugin: counted, handed out, deleted for good. */
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState } from "@/components/ErrorState";
import { Section } from "@/components/Facts";
import { LoadingPage } from "@/components/LoadingPage";
import { useSay } from "@/components/Snacks";
import { saveFile } from "@/lib/csv";
import { useScope } from "@/lib/scope";

import { exported, useKept, type Plugin } from "./api";
import { KeptFacts } from "./KeptFacts";
import { PurgeDialog } from "./PurgeDialog";

export function DataSection({ plugin }: { plugin: Plugin }) {
  const { t } = useTranslation("plugins");
  const say = useSay();
  const { api } = useScope();
  const kept = useKept(plugin.id);
  const [purging, setPurging] = useState(false);
  const exporting = useMutation({
    mutationFn: () => exported(api, plugin.id),
    onSuccess: ({ name, content }) => saveFile(name, content, content.type),
    onError: say.failed,
  });
  return (
    <Section
      title={t("data.title")}
      actions={
        <>
          <Button onClick={() => exporting.mutate()} loading={exporting.isPending}>
            {t("data.export")}
          </Button>
          <Button color="error" onClick={() => setPurging(true)}>
            {t("purge.open")}
          </Button>
        </>
      }
    >
      <Typography color="textSecondary" sx={{ mb: 1.5 }}>
        {t("data.text")}
      </Typography>
      {kept.isPending && <LoadingPage />}
      {kept.error && <ErrorState error={kept.error} onRetry={() => void kept.refetch()} />}
      {kept.data && <KeptFacts kept={kept.data} />}
      {purging && <PurgeDialog plugin={plugin} onClose={() => setPurging(false)} />}
    </Section>
  );
}
