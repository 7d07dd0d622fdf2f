import LaptopIcon from "@mui/icons-material/Laptop";
import TerminalIcon from "@mui/icons-material/Terminal";
import Button from "@mui/material/Button";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmDialog } from "@/components/ConfirmDialog";
import { PageHeader } from "@/components/PageHeader";
import { useSay } from "@/components/Snacks";
import { StateChip } from "@/components/StateChip";
import { useFormat } from "@/lib/format";
import type { Schema } from "@/lib/types";

import { deviceOf } from "./device";
import { SESSIONS, endOthers, endSession, useSessions } from "./api";
import { Row, Rows } from "./Row";
import { Section } from "./Section";

type Session = Schema<"ListedSession">;

function SessionRow({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const { t } = useTranslation(["account", "login"]);
  const format = useFormat();
  const methods = session.methods.map((one) => t(`sessions.method.${one}`, { defaultValue: t(`login:method.${one}`, { defaultValue: one }) }));
  const device = deviceOf(session.device) || t("sessions.unknown");
  return (
    <Row
      icon={session.kind === "browser" ? <LaptopIcon /> : <TerminalIcon />}
      title={device}
      chips={session.current && <StateChip tone="success" label={t("sessions.current")} />}
      lines={[
        t("sessions.from", { ip: session.ip, kind: t(`sessions.kind.${session.kind}`) }),
        t("sessions.since", { date: format.dateTime(session.created_at), methods: methods.join(", ") }),
        session.current ? "" : t("sessions.seen", { when: format.relative(session.seen_at) }),
      ]}
      actions={
        !session.current && (
          <Button size="small" color="error" onClick={onEnd} aria-label={t("sessions.endLabel", { device })}>
            {t("sessions.end")}
          </Button>
        )
      }
    />
  );
}

/** Where one is signed in. */
export default function SessionsPage() {
  const { t } = useTranslation("account");
  const say = useSay();
  const client = useQueryClient();
  const sessions = useSessions();
  const [asked, setAsked] = useState<Session | "others" | null>(null);
  const end = async (which: Session | "others") => {
    await (which === "others" ? endOthers() : endSession(which.id));
    await client.invalidateQueries({ queryKey: SESSIONS });
    say.done(t("sessions.ended"));
  };
  return (
    <>
      <PageHeader
        title={t("common:nav.sessions")}
        text={t("sessions.lead")}
        actions={
          sessions.items.length > 1 && (
            <Button variant="outlined" color="error" onClick={() => setAsked("others")}>
              {t("sessions.endOthers")}
            </Button>
          )
        }
      />
      <Section title={t("sessions.title")} loading={sessions.loading} error={sessions.items.length ? null : sessions.error} onRetry={sessions.reload}>
        <Rows list={sessions} label={t("sessions.title")} empty={t("sessions.none")}>
          {(one) => <SessionRow key={one.id} session={one} onEnd={() => setAsked(one)} />}
        </Rows>
      </Section>
      {asked && (
        <ConfirmDialog
          title={asked === "others" ? t("sessions.endOthers") : t("sessions.endTitle")}
          text={asked === "others" ? t("sessions.endOthersText") : t("sessions.endText")}
          action={t("sessions.end")}
          destructive
          onConfirm={() => end(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}
