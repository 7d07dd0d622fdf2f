import Box from "@mui/material/Box";
import { useTranslation } from "react-i18next";

import { PageHeader } from "@/components/PageHeader";
import { useScope, useTenant } from "@/lib/scope";

import { Contributed } from "./Contributed";
import { InstallationCards } from "./InstallationCards";
import { JobsCard } from "./JobsCard";
import { PluginsCard } from "./PluginsCard";

/** What matters at a glance: the kernel's own cards, then those of plugins. */
export default function HomePage() {
  const { t } = useTranslation("home");
  const { tenant } = useScope();
  const { data: profile } = useTenant(tenant);
  return (
    <>
      <PageHeader title={t("common:nav.home")} text={tenant === null ? t("whole") : t("of", { tenant: profile?.name ?? tenant })} />
      <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: "repeat(auto-fit, minmax(min(380px, 100%), 1fr))" }}>
        <InstallationCards />
        <PluginsCard />
        <JobsCard />
        <Contributed />
      </Box>
    </>
  );
}
