import { useTranslation } from "react-i18next";

import { StateChip } from "@/components/StateChip";
import { useFormat } from "@/lib/format";
import type { Schema } from "@/lib/types";

const TONES = { active: "success", suspended: "warning", deleting: "error" } as const;

/** Whether a tenant is on; for one that is to be deleted, also when that is. */
export function TenantState({ tenant }: { tenant: Pick<Schema<"TenantItem">, "state" | "delete_after"> }) {
  const { t } = useTranslation("tenancy");
  const format = useFormat();
  const label = tenant.state === "deleting" ? t("state.until", { date: format.date(tenant.delete_after) }) : t(`state.${tenant.state}`);
  return <StateChip label={label} tone={TONES[tenant.state]} />;
}
