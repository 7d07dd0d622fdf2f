import TextField from "@mui/material/TextField";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { FormDialog, at } from "@/components/FormDialog";
import { useSay } from "@/components/Snacks";
import { ProfileFields } from "@/core/tenancy/ProfileFields";
import { newProfile, slugOf, type Profile } from "@/core/tenancy/profile";
import { useScope } from "@/lib/scope";

import { useTenantActions } from "./api";

/** A new tenant; its page opens when it is there. */
export function CreateTenant({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation(["tenants", "tenancy"]);
  const { to } = useScope();
  const navigate = useNavigate();
  const say = useSay();
  const { create } = useTenantActions();
  const [profile, setProfile] = useState<Profile>(() => newProfile(i18n.language));
  // Until somebody writes another one, it follows the name.
  const [slug, setSlug] = useState<string | null>(null);
  const shown = slug ?? slugOf(profile.name);
  const submit = async () => {
    const made = await create({ ...profile, name: profile.name.trim(), slug: shown });
    say.done(t("created", { name: made.name }));
    void navigate(to(`tenants/${made.slug}`));
  };
  return (
    <FormDialog title={t("create")} action={t("common:action.create")} onSubmit={submit} onClose={onClose} disabled={!profile.name.trim() || !shown}>
      {(errors) => (
        <>
          <ProfileFields value={profile} onChange={setProfile} errors={errors} autoFocus>
            <TextField
              label={t("tenancy:field.slug")}
              value={shown}
              onChange={(event) => setSlug(event.target.value)}
              required
              autoComplete="off"
              slotProps={{ htmlInput: { maxLength: 63, spellCheck: false } }}
              {...at(errors, "slug", t("tenancy:hint.slug"))}
            />
          </ProfileFields>
        </>
      )}
    </FormDialog>
  );
}
