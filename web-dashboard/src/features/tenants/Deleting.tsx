import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import { useTranslation } from "react-i18next";

import { useFormat } from "@/lib/format";

import type { TenantItem } from "./api";

/** That the tenant is off and goes soon, and the way back. */
export function Deleting({ tenant, onRestore }: { tenant: TenantItem; onRestore: () => void }) {
  const { t } = useTranslation("tenants");
  const format = useFormat();
  return (
    <Alert
      severity="warning"
      sx={{ mb: 2 }}
      action={
        <Button color="inherit" size="small" onClick={onRestore}>
          {t("restore.action")}
        </Button>
      }
    >
      {t("deleting", { date: format.dateTime(tenant.delete_after), left: format.relative(tenant.delete_after) })}
    </Alert>
  );
}
