import { useTranslation } from "react-i18next";

import { Facts } from "@/components/Facts";
import { useFormat } from "@/lib/format";
import type { Schema } from "@/lib/types";

/** What there is, in numbers. */
export function KeptFacts({ kept }: { kept: Schema<"Kept"> }) {
  const { t } = useTranslation("plugins");
  const { number } = useFormat();
  return (
    <Facts
      facts={[
        ...Object.entries(kept.rows).map(([table, count]) => ({ label: t("data.rows", { table }), value: number(count) })),
        { label: t("data.files"), value: number(kept.blobs) },
        { label: t("data.jobs"), value: number(kept.jobs) },
        { label: t("data.schedules"), value: number(kept.schedules) },
        { label: t("data.settings"), value: t(kept.settings ? "common:yes" : "common:no") },
      ]}
    />
  );
}
