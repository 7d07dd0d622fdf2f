import Alert from "@mui/material/Alert";
import { useTranslation } from "react-i18next";

import { ErrorState } from "@/components/ErrorState";
import { Facts, Section } from "@/components/Facts";
import { LoadingPage } from "@/components/LoadingPage";
import { PageHeader } from "@/components/PageHeader";
import { ExportButton } from "@/core/tenancy/ExportButton";
import { TenantState } from "@/core/tenancy/TenantState";
import { useFormat } from "@/lib/format";
import { useMay, useScope, useTenant } from "@/lib/scope";

import { AppearanceForm } from "./AppearanceForm";
import { ProfileForm } from "./ProfileForm";

/** What the tenant says of itself, and how it looks. */
export default function SettingsPage() {
  const { t } = useTranslation(["settings", "tenancy"]);
  const { tenant: slug } = useScope();
  const may = useMay();
  const format = useFormat();
  const found = useTenant(slug);
  if (found.error && !found.data) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <LoadingPage />;
  const tenant = found.data;
  const mine = may("omni.tenant.change");
  return (
    <>
      <PageHeader title={t("common:nav.settings")} text={t("intro", { name: tenant.name })} />
      {!mine && (
        <Alert severity="info" sx={{ mb: 2 }}>
          {t("readOnly")}
        </Alert>
      )}
      <Section title={t("profile")}>
        <ProfileForm tenant={tenant} disabled={!mine} />
      </Section>
      <Section title={t("appearance")}>
        <AppearanceForm tenant={tenant} disabled={!mine} />
      </Section>
      <Section title={t("about")}>
        <Facts
          facts={[
            { label: t("tenancy:field.state"), value: <TenantState tenant={tenant} /> },
            { label: t("tenancy:field.slug"), value: tenant.slug },
            { label: t("tenancy:field.id"), value: <code>{tenant.id}</code> },
            { label: t("tenancy:field.created"), value: format.dateTime(tenant.created_at) },
          ]}
        />
      </Section>
      {may("omni.tenant.export") && (
        <Section title={t("data")}>
          {t("dataText")}
          <div>
            <ExportButton slug={tenant.slug} />
          </div>
        </Section>
      )}
    </>
  );
}
