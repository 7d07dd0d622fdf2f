import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useErrorText } from "@/components/ErrorState";
import { at } from "@/components/FormDialog";
import { useSay } from "@/components/Snacks";
import { LANGUAGES, setLanguage, type Language } from "@/lib/i18n";
import { fieldErrors } from "@/lib/problem";
import type { Schema } from "@/lib/types";

import { change } from "./api";
import { Section } from "./Section";

/** Name, and the language of mails and pages. */
export function ProfileSection({ me }: { me: Schema<"Me"> }) {
  const { t, i18n } = useTranslation("account");
  const say = useSay();
  const words = useErrorText();
  const client = useQueryClient();
  const [name, setName] = useState(me.name);
  const [locale, setLocale] = useState(me.locale ?? "");
  const saving = useMutation({
    // What is as it was is not sent: a name that was never given need not be given now.
    mutationFn: () => change({ name: name === me.name ? null : name, locale: locale === me.locale ? null : locale || null }),
    onSuccess: async () => {
      say.done(t("common:saved"));
      await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === "scope" && queryKey[2] === "me" });
      if (locale in LANGUAGES && locale !== i18n.language) await setLanguage(locale as Language);
    },
  });
  const errors = fieldErrors(saving.error);
  const known = locale === "" || locale in LANGUAGES;
  return (
    <Section title={t("profile.title")}>
      <Box
        component="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          saving.mutate();
        }}
        sx={{ display: "flex", flexDirection: "column", gap: 2, maxWidth: 440 }}
      >
        <TextField
          label={t("profile.name")}
          value={name}
          onChange={(event) => setName(event.target.value)}
          autoComplete="name"
          slotProps={{ htmlInput: { maxLength: 200 } }}
          {...at(errors, "name", t("profile.nameHint"))}
        />
        <TextField
          select
          label={t("profile.language")}
          value={locale}
          onChange={(event) => setLocale(event.target.value)}
          slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}
          {...at(errors, "locale", t("profile.languageHint"))}
        >
          {me.locale === null && <MenuItem value="">{t("profile.noLanguage")}</MenuItem>}
          {!known && <MenuItem value={locale}>{locale}</MenuItem>}
          {Object.entries(LANGUAGES).map(([code, title]) => (
            <MenuItem key={code} value={code} lang={code}>
              {title}
            </MenuItem>
          ))}
        </TextField>
        {saving.error && Object.keys(errors).length === 0 && <Alert severity="error">{words(saving.error)}</Alert>}
        <Button type="submit" variant="contained" loading={saving.isPending} sx={{ alignSelf: "flex-start" }}>
          {t("common:action.save")}
        </Button>
      </Box>
    </Section>
  );
}
