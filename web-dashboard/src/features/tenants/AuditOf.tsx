import Button from "@mui/material/Button";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { DataTable, type Column } from "@/components/DataTable";
import { EmptyState } from "@/components/EmptyState";
import { answer } from "@/lib/api";
import { useFormat } from "@/lib/format";
import { useList } from "@/lib/pages";
import { ApiError } from "@/lib/problem";
import { useScope, useTenant } from "@/lib/scope";
import type { Schema } from "@/lib/types";

const LIMIT = 100;

/** The latest that was recorded in the tenant; by a plugin, which may be off. */
export function AuditOf() {
  const { t } = useTranslation("tenants");
  const { api, key, to, tenant: slug } = useScope();
  const { data: tenant } = useTenant(slug);
  const format = useFormat();
  const list = useList<Schema<"EntryView">>(key("audit", "short"), (cursor, signal) =>
    answer(api.GET("/api/v1/security/audit-logs", { params: { query: { cursor, limit: LIMIT } }, signal })),
  );
  if (list.error && tenant && tenant.state !== "active") return <EmptyState title={t("of.audit.off")} text={t("of.audit.suspended")} />;
  if (list.error instanceof ApiError && list.error.status === 404) {
    return <EmptyState title={t("of.audit.off")} text={t("of.audit.offText")} action={{ label: t("manage.plugins"), to: to("plugins") }} />;
  }
  const columns: Column<Schema<"EntryView">>[] = [
    { name: "time", label: t("column.time"), render: (row) => format.dateTime(row.time) },
    { name: "type", label: t("column.event"), flex: 1.5, render: (row) => <code>{row.type}</code> },
    { name: "actor", label: t("column.who"), flex: 1.5, render: (row) => row.who ?? row.actor },
    { name: "outcome", label: t("column.outcome"), render: (row) => t(`outcome.${row.outcome}`), text: (row) => row.outcome },
  ];
  return (
    <DataTable
      label={t("tabs.audit")}
      columns={columns}
      list={list}
      rowKey={(row) => row.id}
      filters={
        <Button component={Link} to={to("audit")} size="small" variant="outlined">
          {t("manage.audit")}
        </Button>
      }
      empty={{ title: t("of.audit.title"), text: t("of.audit.text") }}
    />
  );
}
