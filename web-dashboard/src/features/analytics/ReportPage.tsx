import { useTranslation } from "react-i18next";
import { useParams } from "react-router";

import { LoadingPage } from "@/components/LoadingPage";
import { PageHeader } from "@/components/PageHeader";
import { useScope } from "@/lib/scope";

import { Failed } from "./Failed";
import { useTypes } from "./api";
import { ReportView } from "./report/ReportView";

/** One report: what it is of, what it says, and when it was made before. */
export default function ReportPage() {
  const { t } = useTranslation("analytics");
  const { report: name = "" } = useParams();
  const { to } = useScope();
  const types = useTypes();
  const type = types.data?.find((one) => one.name === name);
  if (type) return <ReportView key={name} type={type} />;
  if (types.isPending) return <LoadingPage />;
  const trail = [{ label: t("page.reports"), to: to("analytics/reports") }];
  return (
    <>
      <PageHeader title={t("report.missing")} text={types.data && t("report.missingText", { name })} trail={trail} />
      {types.error && <Failed error={types.error} onRetry={() => void types.refetch()} />}
    </>
  );
}
