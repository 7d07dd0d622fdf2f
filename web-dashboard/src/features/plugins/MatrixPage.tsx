/** Tenants × plugins: who has what, and switching on and off for many at once. */
import Box from "@mui/material/Box";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { EmptyState } from "@/components/EmptyState";
import { ErrorState } from "@/components/ErrorState";
import { FilterField, SearchField } from "@/components/Filters";
import { LoadingPage } from "@/components/LoadingPage";
import { PageHeader } from "@/components/PageHeader";
import { answer } from "@/lib/api";
import { useList } from "@/lib/pages";
import { useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";
import { useUrlState } from "@/lib/urlState";

import { usePlugins } from "./api";
import { MatrixDialog, type Order } from "./MatrixDialog";
import { MatrixTable } from "./MatrixTable";
import { MatrixToolbar } from "./MatrixToolbar";
import { FAILED } from "./state";

export type Row = Schema<"MatrixRow">;
const PAGE = 50;

export default function MatrixPage() {
  const { t } = useTranslation("plugins");
  const { api, key } = useScope();
  const [q] = useUrlState("q");
  const [level] = useUrlState("level");
  const plugins = usePlugins();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [order, setOrder] = useState<Order | null>(null);
  const rows = useList<Row>(key("plugins", "matrix", q), (cursor, signal) =>
    answer(api.GET("/api/v1/plugin-matrix", { params: { query: { q: q || undefined, cursor, limit: PAGE, sort: "name" } }, signal })),
  );
  // What tenants choose stands first.
  const shown = (plugins.data ?? [])
    .filter((one) => !FAILED.has(one.state) && (!level || one.level === level))
    .sort((a, b) => b.level.localeCompare(a.level) || a.title.localeCompare(b.title));
  const picked = rows.items.filter((row) => chosen.has(row.slug));
  const error = plugins.error ?? (rows.items.length === 0 ? rows.error : null);
  return (
    <>
      <PageHeader title={t("matrix.title")} text={t("matrix.text")} />
      <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1.5, mb: 2 }}>
        <SearchField label={t("matrix.search")} />
        <FilterField name="level" label={t("filter.level")} choices={["tenant", "platform"].map((value) => ({ value, label: t(`level.${value}`) }))} />
      </Box>
      {error && <ErrorState error={error} onRetry={rows.reload} />}
      {!error && (rows.loading || plugins.isPending) && <LoadingPage />}
      {!rows.loading && !error && rows.items.length === 0 && (
        <EmptyState title={t(q ? "empty.none" : "matrix.noTenants")} text={t(q ? "empty.noneText" : "matrix.noTenantsText")} />
      )}
      {rows.items.length > 0 && plugins.data && shown.length === 0 && <EmptyState title={t("empty.none")} text={t("empty.noneText")} />}
      {rows.items.length > 0 && shown.length > 0 && (
        <>
          <MatrixToolbar plugins={shown} tenants={picked} clear={() => setChosen(new Set())} onOrder={setOrder} />
          <MatrixTable plugins={shown} list={rows} chosen={chosen} onChosen={setChosen} onOrder={setOrder} />
        </>
      )}
      {order && <MatrixDialog order={order} onDone={rows.reload} onClose={() => setOrder(null)} />}
    </>
  );
}
