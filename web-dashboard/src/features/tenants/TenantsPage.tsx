import AddIcon from "@mui/icons-material/Add";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { DataTable, type Column } from "@/components/DataTable";
import { FilterField, SearchField } from "@/components/Filters";
import { PageHeader } from "@/components/PageHeader";
import { RowMenu } from "@/components/RowMenu";
import { TenantState } from "@/core/tenancy/TenantState";
import { useFormat } from "@/lib/format";
import { useScope } from "@/lib/scope";
import { useUrlState } from "@/lib/urlState";

import { CreateTenant } from "./CreateTenant";
import { TenantDialogs, type Asked } from "./TenantDialogs";
import { useTenants, type TenantItem } from "./api";

/** All tenants of the installation. */
export default function TenantsPage() {
  const { t } = useTranslation(["tenants", "tenancy"]);
  const list = useTenants();
  const [creating, setCreating] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [q] = useUrlState("q");
  const [state] = useUrlState("state");
  const columns = useColumns();
  const create = { label: t("create"), onClick: () => setCreating(true) };
  return (
    <>
      <PageHeader
        title={t("common:nav.tenants")}
        text={t("intro")}
        actions={
          <Button variant="contained" startIcon={<AddIcon />} onClick={create.onClick}>
            {create.label}
          </Button>
        }
      />
      <DataTable
        label={t("common:nav.tenants")}
        columns={columns}
        list={list}
        rowKey={(tenant) => tenant.id}
        filters={
          <>
            <SearchField label={t("search")} />
            <FilterField
              name="state"
              label={t("tenancy:field.state")}
              choices={(["active", "suspended", "deleting"] as const).map((value) => ({ value, label: t(`tenancy:state.${value}`) }))}
            />
          </>
        }
        rowActions={(tenant) => <Actions tenant={tenant} onAsk={setAsked} />}
        bulkActions={(tenants, clear) => <BulkActions tenants={tenants} clear={clear} onAsk={setAsked} />}
        empty={q || state ? { title: t("none.title"), text: t("none.text") } : { title: t("empty.title"), text: t("empty.text"), action: create }}
      />
      {creating && <CreateTenant onClose={() => setCreating(false)} />}
      {asked && <TenantDialogs asked={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

function useColumns(): Column<TenantItem>[] {
  const { t } = useTranslation(["tenants", "tenancy"]);
  const { to } = useScope();
  const format = useFormat();
  return [
    {
      name: "name",
      label: t("tenancy:field.name"),
      sortable: true,
      flex: 2,
      render: (tenant) => (
        <MuiLink component={Link} to={to(`tenants/${tenant.slug}`)}>
          {tenant.name}
        </MuiLink>
      ),
    },
    { name: "slug", label: t("tenancy:field.slug"), sortable: true, flex: 1.3, render: (tenant) => tenant.slug },
    {
      name: "state",
      label: t("tenancy:field.state"),
      sortable: true,
      flex: 2.4,
      render: (tenant) => <TenantState tenant={tenant} />,
      text: (tenant) => t(`tenancy:state.${tenant.state}`),
    },
    { name: "zone", label: t("tenancy:field.zone"), sortable: true, wide: true, render: (tenant) => tenant.zone },
    { name: "created_at", label: t("tenancy:field.created"), sortable: true, render: (tenant) => format.date(tenant.created_at) },
  ];
}

function Actions({ tenant, onAsk }: { tenant: TenantItem; onAsk: (asked: Asked) => void }) {
  const { t } = useTranslation("tenants");
  const ask = (what: Asked["what"]) => () => onAsk({ what, tenants: [tenant] });
  return (
    <RowMenu
      label={t("actions", { name: tenant.name })}
      actions={[
        tenant.state === "active" && { label: t("suspend.action"), onClick: ask("suspend") },
        tenant.state === "suspended" && { label: t("resume.action"), onClick: ask("resume") },
        tenant.state === "deleting" && { label: t("restore.action"), onClick: ask("restore") },
        { label: t(tenant.state === "deleting" ? "delete.actionNow" : "delete.action"), onClick: ask("delete"), destructive: true },
      ]}
    />
  );
}

function BulkActions({ tenants, clear, onAsk }: { tenants: TenantItem[]; clear: () => void; onAsk: (asked: Asked) => void }) {
  const { t } = useTranslation("tenants");
  const offer = (what: "suspend" | "resume", state: TenantItem["state"]) => {
    const fit = tenants.filter((tenant) => tenant.state === state);
    return (
      fit.length > 0 && (
        <Button size="small" onClick={() => onAsk({ what, tenants: fit, onDone: clear })}>
          {t(`${what}.action`)}
        </Button>
      )
    );
  };
  return (
    <>
      {offer("suspend", "active")}
      {offer("resume", "suspended")}
    </>
  );
}
