import MuiLink from "@mui/material/Link";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Facts, Section } from "@/components/Facts";
import { ExportButton } from "@/core/tenancy/ExportButton";
import { TenantState } from "@/core/tenancy/TenantState";
import { nameOf } from "@/core/tenancy/profile";
import { useFormat } from "@/lib/format";
import type { Schema } from "@/lib/types";

/** What the tenant says of itself, and its data as a file. */
export function Overview({ tenant }: { tenant: Schema<"TenantView"> }) {
  const { t, i18n } = useTranslation(["tenants", "tenancy"]);
  const format = useFormat();
  return (
    <>
      <Section title={t("about")}>
        <Facts
          facts={[
            { label: t("tenancy:field.state"), value: <TenantState tenant={tenant} /> },
            { label: t("tenancy:field.slug"), value: tenant.slug },
            { label: t("tenancy:field.id"), value: <code>{tenant.id}</code> },
            { label: t("tenancy:field.zone"), value: tenant.zone },
            { label: t("tenancy:field.locale"), value: nameOf(tenant.locale, "language", i18n.language) },
            { label: t("tenancy:field.currency"), value: nameOf(tenant.currency, "currency", i18n.language) },
            { label: t("tenancy:field.created"), value: format.dateTime(tenant.created_at) },
          ]}
        />
        <MuiLink component={Link} to={`/t/${tenant.slug}/settings`} sx={{ display: "inline-block", mt: 2 }}>
          {t("appearance")}
        </MuiLink>
      </Section>
      <Section title={t("data.title")}>
        {t("data.text")}
        <div>
          <ExportButton slug={tenant.slug} />
        </div>
      </Section>
    </>
  );
}
