import { useTranslation } from "react-i18next";

import { PageHeader } from "@/components/PageHeader";

import { DevicesSection } from "./DevicesSection";
import { FactorsSection } from "./FactorsSection";
import { IdentitiesSection } from "./IdentitiesSection";
import { PasswordSection } from "./PasswordSection";

export default function SecurityPage() {
  const { t } = useTranslation(["account", "login", "flatForm"]);
  return (
    <>
      <PageHeader title={t("common:nav.security")} text={t("security.lead")} />
      <PasswordSection />
      <FactorsSection />
      <DevicesSection />
      <IdentitiesSection />
    </>
  );
}
