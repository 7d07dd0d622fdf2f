import { useTranslation } from "react-i18next";

import { ErrorState } from "@/components/ErrorState";
import { LoadingPage } from "@/components/LoadingPage";
import { PageHeader } from "@/components/PageHeader";
import { useMe } from "@/lib/scope";

import { EmailSection } from "./EmailSection";
import { OwnDataSection } from "./OwnDataSection";
import { ProfileSection } from "./ProfileSection";

export default function ProfilePage() {
  const { t } = useTranslation("account");
  const me = useMe(null);
  return (
    <>
      <PageHeader title={t("common:nav.profile")} text={t("profile.lead")} />
      {me.isPending && <LoadingPage />}
      {me.error && !me.data && <ErrorState error={me.error} onRetry={() => void me.refetch()} />}
      {me.data && (
        <>
          <ProfileSection me={me.data} />
          <EmailSection me={me.data} />
          <OwnDataSection me={me.data} />
        </>
      )}
    </>
  );
}
