import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState, useErrorText } from "@/components/ErrorState";
import { Section } from "@/components/Facts";
import { LoadingPage } from "@/components/LoadingPage";
import { useSay } from "@/components/Snacks";
import { fieldErrors } from "@/lib/problem";
import { useScope } from "@/lib/scope";

import { configure, useChangedHere, useSettings, type Plugin, type Settings } from "./api";
import { hasFields } from "./settings";

const SchemaForm = lazy(() => import("@/components/SchemaForm"));

/** The settings of a plugin in this tenant. */
export function SettingsSection({ plugin }: { plugin: Plugin }) {
  const { t } = useTranslation("plugins");
  const words = useErrorText();
  const say = useSay();
  const { api, key } = useScope();
  const client = useQueryClient();
  const changed = useChangedHere();
  const settings = useSettings(plugin.id);
  const saving = useMutation({
    mutationFn: (patch: Settings) => configure(api, plugin.id, patch),
    onSuccess: async (done) => {
      changed();
      await client.invalidateQueries({ queryKey: key("plugin-settings", plugin.id) });
      if (done.state === "needs-settings") say.warn(t("settings.stillNeeded", { reason: done.reason }));
      else say.done(t("common:saved"));
    },
  });
  const errors = fieldErrors(saving.error);
  if (settings.error && !settings.data) return <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />;
  if (settings.data && !hasFields(settings.data.json_schema)) return null;
  return (
    <Section title={t("settings.title")}>
      {!settings.data ? (
        <LoadingPage />
      ) : (
        <Suspense fallback={<LoadingPage />}>
          <SchemaForm
            // It begins anew with what was saved.
            key={settings.dataUpdatedAt}
            schema={settings.data.json_schema}
            values={settings.data.values}
            errors={errors}
            onSubmit={(patch) => saving.mutate(patch)}
          >
            {saving.error && Object.keys(errors).length === 0 && (
              <Alert severity="error" sx={{ mt: 2 }}>
                {words(saving.error)}
              </Alert>
            )}
            <Button type="submit" variant="contained" loading={saving.isPending} sx={{ mt: 2 }}>
              {t("common:action.save")}
            </Button>
          </SchemaForm>
        </Suspense>
      )}
    </Section>
  );
}
