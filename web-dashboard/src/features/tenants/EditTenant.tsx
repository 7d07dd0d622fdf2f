import { useState } from "react";
import { useTranslation } from "react-i18next";

import { FormDialog } from "@/components/FormDialog";
import { useSay } from "@/components/Snacks";
import { ProfileFields } from "@/core/tenancy/ProfileFields";
import { profileOf } from "@/core/tenancy/profile";
import type { Schema } from "@/lib/types";

import { useTenantActions } from "./api";

/** Change name, zone, language and currency; logo and colour are chosen in the tenant's own settings. */
export function EditTenant({ tenant, onClose }: { tenant: Schema<"TenantView">; onClose: () => void }) {
  const { t } = useTranslation("tenants");
  const say = useSay();
  const { change } = useTenantActions();
  const [profile, setProfile] = useState(() => profileOf(tenant));
  const submit = async () => {
    await change(tenant.slug, { ...profile, name: profile.name.trim() });
    say.done(t("common:saved"));
  };
  return (
    <FormDialog title={t("edit", { name: tenant.name })} action={t("common:action.save")} onSubmit={submit} onClose={onClose} disabled={!profile.name.trim()}>
      {(errors) => <ProfileFields value={profile} onChange={setProfile} errors={errors} autoFocus />}
    </FormDialog>
  );
}
