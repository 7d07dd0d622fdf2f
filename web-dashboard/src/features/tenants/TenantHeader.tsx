import LoginIcon from "@mui/icons-material/Login";
import Button from "@mui/material/Button";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { PageHeader } from "@/components/PageHeader";
import { RowMenu } from "@/components/RowMenu";
import { useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

import { EditTenant } from "./EditTenant";
import type { Asked } from "./TenantDialogs";

interface Props {
  tenant: Schema<"TenantView">;
  onAsk: (what: Asked["what"]) => void;
}

/** Its name, and what can be done with all of it. */
export function TenantHeader({ tenant, onAsk }: Props) {
  const { t } = useTranslation("tenants");
  const { to } = useScope();
  const [editing, setEditing] = useState(false);
  const { state } = tenant;
  return (
    <>
      <PageHeader
        title={tenant.name}
        trail={[{ label: t("common:nav.tenants"), to: to("tenants") }]}
        icon={tenant.logo ? <img src={tenant.logo} alt="" width={40} height={40} style={{ objectFit: "contain" }} /> : undefined}
        actions={
          <>
            <Button component={Link} to={`/t/${tenant.slug}`} variant="contained" startIcon={<LoginIcon />}>
              {t("open")}
            </Button>
            <Button variant="outlined" onClick={() => setEditing(true)}>
              {t("common:action.edit")}
            </Button>
            <RowMenu
              label={t("actions", { name: tenant.name })}
              actions={[
                state === "active" && { label: t("suspend.action"), onClick: () => onAsk("suspend") },
                state === "suspended" && { label: t("resume.action"), onClick: () => onAsk("resume") },
                state === "deleting" && { label: t("restore.action"), onClick: () => onAsk("restore") },
                { label: t(state === "deleting" ? "delete.actionNow" : "delete.action"), onClick: () => onAsk("delete"), destructive: true },
              ]}
            />
          </>
        }
      />
      {editing && <EditTenant tenant={tenant} onClose={() => setEditing(false)} />}
    </>
  );
}
