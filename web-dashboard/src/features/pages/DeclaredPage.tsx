import { useTranslation } from "react-i18next";
import { useParams } from "react-router";

import { EmptyState } from "@/components/EmptyState";
import { ErrorState } from "@/components/ErrorState";
import { LoadingPage } from "@/components/LoadingPage";
import { PageHeader } from "@/components/PageHeader";
import { PluginIcon } from "@/components/PluginIcon";
import { usePages } from "@/core/pages";
import { Blocks, PageActions } from "@/core/pages/Blocks";
import { useMay, useScope } from "@/lib/scope";

/** A page that a plugin declares as data. */
export default function DeclaredPage() {
  const { t } = useTranslation("pages");
  const { plugin = "", page: name = "" } = useParams();
  const { to } = useScope();
  const may = useMay();
  const pages = usePages();
  if (pages.error && !pages.data) return <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />;
  if (!pages.data) return <LoadingPage />;
  const page = pages.data.find((one) => one.plugin === plugin && one.name === name);
  if (!page) {
    const action = may("omni.plugin.read") ? { label: t("missing.plugins"), to: to("plugins") } : { label: t("missing.home"), to: to("") };
    return (
      <>
        <PageHeader title={t("missing.title")} />
        <EmptyState title={t("missing.what")} text={t("missing.text", { plugin })} action={action} />
      </>
    );
  }
  return (
    // Another page is another one from the ground: what was typed into a form stays there.
    <div key={`${plugin}/${name}`}>
      <PageHeader title={page.title} icon={<PluginIcon name={page.icon ?? "puzzle"} fontSize="large" />} actions={<PageActions blocks={page.blocks} />} />
      <Blocks blocks={page.blocks} label={page.title} />
    </div>
  );
}
