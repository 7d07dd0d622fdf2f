/** What belongs to one tenant, in short; each list leads to the tenant's own page about it. */
import Button from "@mui/material/Button";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { DataTable, useSort, type Column } from "@/components/DataTable";
import { StateChip, type Tone } from "@/components/StateChip";
import { RoleChips } from "@/core/roles/RoleChips";
import { answer } from "@/lib/api";
import { useFormat } from "@/lib/format";
import { useList, type List } from "@/lib/pages";
import { useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

import { AuditOf } from "./AuditOf";

type What = "members" | "plugins" | "keys" | "jobs" | "audit";

const LIMIT = 100;
const LISTS = { members: Members, plugins: Plugins, keys: Keys, jobs: Jobs, audit: AuditOf };

export default function OfTenant({ what }: { what: What }) {
  const Shown = LISTS[what];
  return <Shown />;
}

interface ShortProps<T> {
  what: Exclude<What, "audit">;
  /** Where more can be done, below the tenant. */
  page: string;
  columns: Column<T>[];
  list: List<T>;
  rowKey: (row: T) => string;
}

function Short<T>({ what, page, ...table }: ShortProps<T>) {
  const { t } = useTranslation("tenants");
  const { to } = useScope();
  return (
    <DataTable
      label={t(`tabs.${what}`)}
      filters={
        <Button component={Link} to={to(page)} size="small" variant="outlined">
          {t(`manage.${what}`)}
        </Button>
      }
      empty={{ title: t(`of.${what}.title`), text: t(`of.${what}.text`) }}
      {...table}
    />
  );
}

function Members() {
  const { t } = useTranslation("tenants");
  const { api, key, tenant } = useScope();
  const [sort] = useSort();
  const path = { tenant_id: tenant ?? "" };
  const list = useList<Schema<"ListedMember">>(key("members", "short", sort), (cursor, signal) =>
    answer(api.GET("/api/v1/tenants/{tenant_id}/members", { params: { path, query: { cursor, limit: LIMIT, sort: sort || undefined } }, signal })),
  );
  const columns: Column<Schema<"ListedMember">>[] = [
    { name: "email", label: t("column.email"), flex: 2, sortable: true, render: (row) => row.email },
    { name: "name", label: t("column.name"), sortable: true, render: (row) => row.name },
    { name: "roles", label: t("column.roles"), render: (row) => <RoleChips roles={row.roles} />, text: (row) => row.roles.join(" ") },
  ];
  return <Short what="members" page="people" columns={columns} list={list} rowKey={(row) => row.account_id} />;
}

const PLUGIN_TONES: Record<string, Tone> = { active: "success", suspended: "warning", "needs-settings": "warning", tripped: "error" };

function Plugins() {
  const { t } = useTranslation("tenants");
  const { api, key } = useScope();
  const list = useList<Schema<"PluginView">>(key("plugins", "short"), async (_, signal) => {
    const { items } = await answer(api.GET("/api/v1/plugins", { signal }));
    return { items: [...items].filter((one) => one.state !== "disabled").sort((a, b) => a.title.localeCompare(b.title)) };
  });
  const columns: Column<Schema<"PluginView">>[] = [
    { name: "title", label: t("column.plugin"), flex: 2, render: (row) => row.title },
    { name: "version", label: t("column.version"), render: (row) => row.version },
    {
      name: "state",
      label: t("column.state"),
      render: (row) => <StateChip label={t(`plugin.${row.state}`, row.state)} tone={PLUGIN_TONES[row.state]} title={row.reason} />,
      text: (row) => row.state,
    },
  ];
  return <Short what="plugins" page="plugins" columns={columns} list={list} rowKey={(row) => row.id} />;
}

function Keys() {
  const { t } = useTranslation("tenants");
  const { api, key } = useScope();
  const format = useFormat();
  const [sort] = useSort();
  const list = useList<Schema<"KeyView">>(key("keys", "short", sort), (cursor, signal) =>
    answer(api.GET("/api/v1/api-keys", { params: { query: { cursor, limit: LIMIT, sort: sort || undefined } }, signal })),
  );
  const state = (row: Schema<"KeyView">) => {
    if (row.revoked_at) return "revoked";
    return row.expires_at && new Date(row.expires_at) < new Date() ? "expired" : "valid";
  };
  const columns: Column<Schema<"KeyView">>[] = [
    { name: "name", label: t("column.name"), flex: 2, sortable: true, render: (row) => row.name },
    { name: "start", label: t("column.key"), render: (row) => <code>{`${row.start}…${row.last_four}`}</code>, wide: true },
    {
      name: "state",
      label: t("column.state"),
      render: (row) => <StateChip label={t(`key.${state(row)}`)} tone={state(row) === "valid" ? "success" : "default"} />,
      text: (row) => t(`key.${state(row)}`),
    },
    { name: "used_at", label: t("column.used"), sortable: true, render: (row) => format.relative(row.used_at) || t("never") },
  ];
  return <Short what="keys" page="keys" columns={columns} list={list} rowKey={(row) => row.id} />;
}

const JOB_TONES: Record<string, Tone> = { done: "success", failed: "warning", dead: "error", running: "info" };

function Jobs() {
  const { t } = useTranslation("tenants");
  const { api, key } = useScope();
  const format = useFormat();
  const list = useList<Schema<"JobView">>(key("jobs", "short"), (cursor, signal) =>
    answer(api.GET("/api/v1/jobs", { params: { query: { cursor, limit: LIMIT } }, signal })),
  );
  const columns: Column<Schema<"JobView">>[] = [
    { name: "name", label: t("column.job"), flex: 2, render: (row) => row.name },
    { name: "plugin", label: t("column.plugin"), render: (row) => row.plugin },
    {
      name: "state",
      label: t("column.state"),
      render: (row) => <StateChip label={t(`job.${row.state}`)} tone={JOB_TONES[row.state]} />,
      text: (row) => t(`job.${row.state}`),
    },
    { name: "created_at", label: t("column.began"), render: (row) => format.dateTime(row.created_at) },
  ];
  return <Short what="jobs" page="jobs" columns={columns} list={list} rowKey={(row) => row.id} />;
}
