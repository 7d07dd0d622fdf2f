import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ManyDialog } from "@/core/many/ManyDialog";
import { apiOf } from "@/lib/api";

import { disable, enable, type Plugin } from "./api";
import type { Row } from "./MatrixPage";
import { ScopeChoice } from "./ScopeList";
import { grantsOf, keyOf, scopesOf } from "./scopes";

/** What is to be done with a plugin in some tenants. */
export interface Order {
  what: "enable" | "disable";
  plugin: Plugin;
  tenants: Row[];
}

/** Asks before, with consent once for all; tells for which tenants it did not work. */
export function MatrixDialog({ order, onDone, onClose }: { order: Order; onDone: () => void; onClose: () => void }) {
  const { t } = useTranslation("plugins");
  const { what, plugin, tenants } = order;
  const grants = grantsOf(plugin.scopes);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(grants.map(keyOf)));
  const granted = () => scopesOf(grants.filter((grant) => chosen.has(keyOf(grant))));
  const many = tenants.length > 1;
  const names = { title: plugin.title, tenant: tenants[0]?.name ?? "", count: tenants.length };
  return (
    <ManyDialog
      title={t(`matrix.${what}${many ? "Many" : "One"}`, names)}
      text={what === "disable" ? t("disable.text") : t("matrix.settings")}
      action={t(`${what}.action`)}
      rows={tenants}
      nameOf={(row) => row.name}
      act={(row) => (what === "enable" ? enable(apiOf(row.slug), plugin.id, granted()) : disable(apiOf(row.slug), plugin.id))}
      onDone={onDone}
      onClose={onClose}
    >
      {what === "enable" && grants.length > 0 && (
        <section aria-label={t("consent.title")}>
          <Typography variant="h3" gutterBottom>
            {t("consent.title")}
          </Typography>
          <ScopeChoice asked={plugin.scopes} chosen={chosen} onChange={setChosen} />
        </section>
      )}
    </ManyDialog>
  );
}
