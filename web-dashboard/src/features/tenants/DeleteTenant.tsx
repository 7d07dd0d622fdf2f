import Alert from "@mui/material/Alert";
import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmDialog } from "@/components/ConfirmDialog";
import { ExportButton } from "@/core/tenancy/ExportButton";
import { useMe } from "@/lib/scope";

import { useTenantActions, type TenantItem } from "./api";

interface Props {
  tenant: Pick<TenantItem, "slug" | "name" | "state">;
  /** Whether it is gone for good. */
  onDone: (now: boolean) => void;
  onClose: () => void;
}

/** Delete a tenant: after days of grace, or at once, which one that is already to be deleted can only be. */
export function DeleteTenant({ tenant, onDone, onClose }: Props) {
  const { t } = useTranslation("tenants");
  const { data: me } = useMe(null);
  const { remove } = useTenantActions();
  const waiting = tenant.state === "deleting";
  const [now, setNow] = useState(waiting);
  return (
    <ConfirmDialog
      title={t("delete.title", { name: tenant.name })}
      text={t(waiting ? "delete.waiting" : "delete.text")}
      action={t(now ? "delete.actionNow" : "delete.action")}
      typed={tenant.slug}
      destructive
      onConfirm={async () => {
        await remove(tenant.slug, now);
        onDone(now);
      }}
      onClose={onClose}
    >
      <ExportButton slug={tenant.slug} />
      {me?.platform && !waiting && (
        <FormControlLabel
          sx={{ display: "flex", mt: 1 }}
          control={<Checkbox checked={now} onChange={(event) => setNow(event.target.checked)} />}
          label={t("delete.now")}
        />
      )}
      {now && (
        <Alert severity="warning" sx={{ mt: 1 }}>
          {t("delete.warning")}
        </Alert>
      )}
    </ConfirmDialog>
  );
}
