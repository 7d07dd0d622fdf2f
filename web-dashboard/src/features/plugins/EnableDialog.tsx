/** Switching a plugin on: what it asks for, and its first settings. The same to answer what a new version asks for. */
import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import MuiLink from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { ErrorState, useErrorText } from "@/components/ErrorState";
import { LoadingPage } from "@/components/LoadingPage";
import { useSay } from "@/components/Snacks";
import { fieldErrors } from "@/lib/problem";
import { useScope } from "@/lib/scope";

import { enable, useChangedHere, usePlugins, useSettings, type Plugin, type Settings } from "./api";
import { ScopeChoice } from "./ScopeList";
import { grantsOf, keyOf, scopesOf } from "./scopes";
import { hasFields } from "./settings";
import { lacking } from "./state";

const SchemaForm = lazy(() => import("@/components/SchemaForm"));

export function EnableDialog({ plugin, onClose }: { plugin: Plugin; onClose: () => void }) {
  const { t } = useTranslation("plugins");
  const id = useId();
  const words = useErrorText();
  const say = useSay();
  const { api, to, key } = useScope();
  const client = useQueryClient();
  const changed = useChangedHere();
  const settings = useSettings(plugin.id);
  const { data: all = [] } = usePlugins();
  const missing = lacking(plugin, all);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(grantsOf(plugin.scopes).map(keyOf)));
  const doing = useMutation({
    mutationFn: (given: Settings) => enable(api, plugin.id, scopesOf(grantsOf(plugin.scopes).filter((grant) => chosen.has(keyOf(grant)))), given),
    onSuccess: (done) => {
      changed();
      void client.invalidateQueries({ queryKey: key("plugin-settings", plugin.id) });
      if (done.warning) say.warn(t("enable.warning", { title: plugin.title, warning: done.warning }));
      else if (done.state === "active") say.done(t("enable.done", { title: plugin.title }));
      else say.warn(t("enable.notYet", { title: plugin.title, reason: done.reason }));
      onClose();
    },
  });
  const errors = fieldErrors(doing.error);
  const form = `${id}form`;
  const fields = settings.data && hasFields(settings.data.json_schema);
  return (
    <Dialog open onClose={(_, reason) => reason === "escapeKeyDown" && onClose()} aria-labelledby={id} fullWidth maxWidth="sm">
      <DialogTitle id={id}>{t(plugin.needs_consent ? "enable.consentTitle" : "enable.title", { title: plugin.title })}</DialogTitle>
      <DialogContent sx={{ display: "flex", flexDirection: "column", gap: 2 }}>
        <Typography>{plugin.summary}</Typography>
        {missing.map((one) => (
          <Alert key={one.id} severity="warning">
            {t("enable.first", { title: one.title })}{" "}
            <MuiLink component={Link} to={to(`plugins/${one.id}`)} onClick={onClose}>
              {t("enable.there", { title: one.title })}
            </MuiLink>
          </Alert>
        ))}
        {grantsOf(plugin.scopes).length > 0 ? (
          <section aria-label={t("consent.title")}>
            <Typography variant="h3" gutterBottom>
              {t("consent.title")}
            </Typography>
            <Typography color="textSecondary">{t("consent.text")}</Typography>
            <ScopeChoice asked={plugin.scopes} chosen={chosen} onChange={setChosen} />
          </section>
        ) : (
          <Typography color="textSecondary">{t("consent.nothing")}</Typography>
        )}
        {settings.isPending && <LoadingPage />}
        {settings.error && <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />}
        {settings.data && fields && (
          <section aria-label={t("settings.title")}>
            <Typography variant="h3" gutterBottom>
              {t("settings.title")}
            </Typography>
            <Suspense fallback={<LoadingPage />}>
              <SchemaForm
                id={form}
                schema={settings.data.json_schema}
                values={settings.data.values}
                errors={errors}
                onSubmit={(given) => doing.mutate(given)}
              />
            </Suspense>
          </section>
        )}
        {settings.data && !fields && (
          <form
            id={form}
            onSubmit={(event) => {
              event.preventDefault();
              doing.mutate({});
            }}
          />
        )}
        {doing.error && Object.keys(errors).length === 0 && <Alert severity="error">{words(doing.error)}</Alert>}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t("common:action.cancel")}</Button>
        <Button type="submit" form={form} variant="contained" loading={doing.isPending} disabled={missing.length > 0 || !settings.data}>
          {t(plugin.needs_consent ? "enable.grant" : "enable.action")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
