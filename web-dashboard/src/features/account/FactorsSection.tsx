import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import KeyIcon from "@mui/icons-material/Key";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useSay } from "@/components/Snacks";
import { StateChip } from "@/components/StateChip";
import { useFormat } from "@/lib/format";
import type { Schema } from "@/lib/types";

import { DEVICES, FACTORS, removeFactor, useFactors } from "./api";
import { EnrolDialog } from "./EnrolDialog";
import { Row } from "./Row";
import { Section } from "./Section";

type Overview = Schema<"Overview">;
const RECOVERY = "recovery";

/** Names of factors: those that ship in the person's language, others as their plugin calls them. */
function useTitle() {
  const { t } = useTranslation("login");
  return (factor: { method: string; title: string }) => t(`login:method.${factor.method}`, { defaultValue: factor.title });
}

function Enrolled({ factor, onAgain, onRemove }: { factor: Schema<"Enrolled">; onAgain: () => void; onRemove: () => void }) {
  const { t } = useTranslation("account");
  const format = useFormat();
  const title = useTitle()(factor);
  return (
    <Row
      icon={<KeyIcon />}
      title={title}
      chips={factor.usable ? <StateChip tone="success" label={t("factors.on")} /> : <StateChip tone="warning" label={t("factors.unusable")} />}
      lines={[
        t("factors.since", { date: format.date(factor.created_at) }),
        factor.used_at ? t("factors.used", { when: format.relative(factor.used_at) }) : t("factors.unused"),
        factor.usable ? "" : t("factors.unusableText"),
      ]}
      actions={
        <>
          <Button size="small" onClick={onAgain} aria-label={t("factors.againLabel", { factor: title })}>
            {factor.kind === RECOVERY ? t("factors.newCodes") : t("factors.again")}
          </Button>
          <Button size="small" color="error" onClick={onRemove} aria-label={t("factors.removeLabel", { factor: title })}>
            {t("factors.remove")}
          </Button>
        </>
      }
    />
  );
}

/** What is not there yet, and may be set up; recovery codes only beside another factor. */
function missingOf({ enrolled, available }: Overview) {
  const has = new Set(enrolled.map((one) => one.method));
  const open = available.filter((one) => one.allowed && !has.has(one.method));
  return enrolled.length > 0 ? open : open.filter((one) => one.kind !== RECOVERY);
}

function Advice({ data }: { data: Overview }) {
  const { t } = useTranslation("account");
  const format = useFormat();
  const enough = data.enrolled.some((one) => one.usable && one.kind !== RECOVERY);
  const codes = data.enrolled.some((one) => one.kind === RECOVERY) || !data.available.some((one) => one.kind === RECOVERY && one.allowed);
  return (
    <>
      {data.required && !enough && (
        <Alert severity="warning">{data.due_at ? t("factors.due", { date: format.dateTime(data.due_at) }) : t("factors.required")}</Alert>
      )}
      {!data.required && !enough && <Alert severity="info">{t("factors.advice")}</Alert>}
      {enough && !codes && <Alert severity="info">{t("factors.adviceCodes")}</Alert>}
      {data.notices.map((one) => (
        <Alert key={one} severity="warning">
          {one}
        </Alert>
      ))}
    </>
  );
}

/** Second factors: what one has, and what one could set up. */
export function FactorsSection() {
  const { t } = useTranslation("account");
  const say = useSay();
  const client = useQueryClient();
  const title = useTitle();
  const factors = useFactors();
  const [enrolling, setEnrolling] = useState<{ method: string; title: string; again: boolean } | null>(null);
  const [removing, setRemoving] = useState<Schema<"Enrolled"> | null>(null);
  const fresh = () => {
    void client.invalidateQueries({ queryKey: FACTORS });
    void client.invalidateQueries({ queryKey: DEVICES });
  };
  const { data } = factors;
  const codes = data?.available.find((one) => one.kind === RECOVERY && one.allowed && !data.enrolled.some((own) => own.method === one.method));
  return (
    <Section
      title={t("factors.title")}
      text={t("factors.lead")}
      loading={factors.isPending}
      error={data ? null : factors.error}
      onRetry={() => void factors.refetch()}
    >
      {data && (
        <>
          <Advice data={data} />
          {data.enrolled.length > 0 && (
            <ul style={{ margin: 0, padding: 0, listStyle: "none" }} aria-label={t("factors.title")}>
              {data.enrolled.map((one) => (
                <Enrolled
                  key={one.method}
                  factor={one}
                  onAgain={() => setEnrolling({ method: one.method, title: title(one), again: true })}
                  onRemove={() => setRemoving(one)}
                />
              ))}
            </ul>
          )}
          <div style={{ display: "flex", flexWrap: "wrap", gap: 8 }}>
            {missingOf(data).map((one) => (
              <Button key={one.method} variant="outlined" onClick={() => setEnrolling({ method: one.method, title: title(one), again: false })}>
                {t("factors.setUp", { factor: title(one) })}
              </Button>
            ))}
          </div>
        </>
      )}
      {enrolling && (
        <EnrolDialog
          key={enrolling.method}
          {...enrolling}
          then={codes && enrolling.method !== codes.method ? { method: codes.method, title: title(codes) } : undefined}
          onNext={(next) => setEnrolling({ ...next, again: false })}
          onDone={fresh}
          onClose={() => setEnrolling(null)}
        />
      )}
      {removing && (
        <ConfirmDialog
          title={t("factors.removeTitle", { factor: title(removing) })}
          text={t("factors.removeText")}
          action={t("factors.remove")}
          destructive
          onConfirm={async () => {
            await removeFactor(removing.method);
            fresh();
            say.done(t("factors.removed", { factor: title(removing) }));
          }}
          onClose={() => setRemoving(null)}
        />
      )}
    </Section>
  );
}
