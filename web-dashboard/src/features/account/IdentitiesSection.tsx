import Button from "@mui/material/Button";
import LinkIcon from "@mui/icons-material/Link";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useFormat } from "@/lib/format";
import { useMe } from "@/lib/scope";
import type { Schema } from "@/lib/types";

import { IDENTITIES, SESSIONS, unlink, useIdentities } from "./api";
import { LinkDialog } from "./LinkDialog";
import { Row, Rows } from "./Row";
import { Section } from "./Section";

/** By which identity providers of one's tenants one signs in, too. */
export function IdentitiesSection() {
  const { t } = useTranslation("account");
  const format = useFormat();
  const client = useQueryClient();
  const { data: me } = useMe(null);
  const identities = useIdentities();
  const [linking, setLinking] = useState(false);
  const [asked, setAsked] = useState<Schema<"IdentityView"> | null>(null);
  const tenants = me?.tenants ?? [];
  const tenantOf = (id: string) => tenants.find((one) => one.id === id)?.name ?? id;
  return (
    <Section
      title={t("identities.title")}
      text={t("identities.lead")}
      loading={identities.loading}
      error={identities.items.length ? null : identities.error}
      onRetry={identities.reload}
      actions={
        tenants.length > 0 && (
          <Button variant="outlined" onClick={() => setLinking(true)}>
            {t("identities.link")}
          </Button>
        )
      }
    >
      <Rows list={identities} label={t("identities.title")} empty={tenants.length ? t("identities.none") : t("identities.noTenant")}>
        {(one) => (
          <Row
            key={one.id}
            icon={<LinkIcon />}
            title={one.email ?? one.subject}
            lines={[
              t("identities.at", { provider: one.connection || one.provider, tenant: tenantOf(one.tenant_id) }),
              one.used_at ? t("factors.used", { when: format.relative(one.used_at) }) : t("factors.unused"),
            ]}
            actions={
              <Button size="small" color="error" onClick={() => setAsked(one)} aria-label={t("identities.unlinkLabel", { who: one.email ?? one.subject })}>
                {t("identities.unlink")}
              </Button>
            }
          />
        )}
      </Rows>
      {linking && (
        <LinkDialog
          tenants={tenants}
          onDone={() => {
            setLinking(false);
            void client.invalidateQueries({ queryKey: IDENTITIES });
          }}
          onClose={() => setLinking(false)}
        />
      )}
      {asked && (
        <ConfirmDialog
          title={t("identities.unlinkTitle")}
          text={t("identities.unlinkText", { tenant: tenantOf(asked.tenant_id) })}
          action={t("identities.unlink")}
          destructive
          onConfirm={async () => {
            await unlink(asked.id);
            void client.invalidateQueries({ queryKey: IDENTITIES });
            void client.invalidateQueries({ queryKey: SESSIONS });
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </Section>
  );
}
