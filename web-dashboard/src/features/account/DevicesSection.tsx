import Button from "@mui/material/Button";
import LaptopIcon from "@mui/icons-material/Laptop";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useFormat } from "@/lib/format";
import type { Schema } from "@/lib/types";

import { DEVICES, distrust, distrustAll, useDevices } from "./api";
import { deviceOf } from "./device";
import { Row, Rows } from "./Row";
import { Section } from "./Section";

/** Browsers that are not asked for the second factor. */
export function DevicesSection() {
  const { t } = useTranslation("account");
  const format = useFormat();
  const client = useQueryClient();
  const devices = useDevices();
  const [asked, setAsked] = useState<Schema<"DeviceView"> | "all" | null>(null);
  const forget = async (which: Schema<"DeviceView"> | "all") => {
    await (which === "all" ? distrustAll() : distrust(which.id));
    await client.invalidateQueries({ queryKey: DEVICES });
  };
  return (
    <Section
      title={t("devices.title")}
      text={t("devices.lead")}
      loading={devices.loading}
      error={devices.items.length ? null : devices.error}
      onRetry={devices.reload}
      actions={
        devices.items.length > 1 && (
          <Button variant="outlined" onClick={() => setAsked("all")}>
            {t("devices.forgetAll")}
          </Button>
        )
      }
    >
      <Rows list={devices} label={t("devices.title")} empty={t("devices.none")}>
        {(one) => (
          <Row
            key={one.id}
            icon={<LaptopIcon />}
            title={deviceOf(one.device) || t("sessions.unknown")}
            lines={[t("devices.until", { date: format.date(one.expires_at) })]}
            actions={
              <Button size="small" color="error" onClick={() => setAsked(one)} aria-label={t("devices.forgetLabel", { device: deviceOf(one.device) })}>
                {t("devices.forget")}
              </Button>
            }
          />
        )}
      </Rows>
      {asked && (
        <ConfirmDialog
          title={asked === "all" ? t("devices.forgetAll") : t("devices.forgetTitle")}
          text={t("devices.forgetText")}
          action={t("devices.forget")}
          destructive
          onConfirm={() => forget(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </Section>
  );
}
