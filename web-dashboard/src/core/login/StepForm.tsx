/** A step that asks: its text, QR code and what is shown once, then the fields of its schema. Any factor looks so. */
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { FlatForm } from "@/components/FlatForm";
import type { JsonSchema, Values } from "@/components/flat/schema";
import type { Schema } from "@/lib/types";

import { OnceShown } from "./OnceShown";
import type { FormStep } from "./steps";

/** The factors that send something, which may be lost on its way. */
const SENT = new Set(["mail", "sms"]);
const FILLED: Record<string, string> = { email: "username", password: "current-password" };

/** Kernel's own forms, with what a password manager looks for. */
function withManagers(schema: JsonSchema): JsonSchema {
  const properties = Object.entries(schema.properties ?? {}).map(([name, one]) => [name, { autocomplete: FILLED[name], ...one }]);
  return { ...schema, properties: Object.fromEntries(properties) as Record<string, JsonSchema> };
}

export function QrCode({ svg }: { svg: string }) {
  const { t } = useTranslation("login");
  return (
    <Box sx={{ textAlign: "center" }}>
      {/* As an image, so that nothing in it is a script; white around it, since cameras want the contrast. */}
      <img
        src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`}
        alt={t("qr")}
        width={208}
        height={208}
        style={{ background: "#fff", borderRadius: 8, padding: 4 }}
      />
    </Box>
  );
}

interface OtherProps {
  step: FormStep;
  methods: Schema<"Offer">[];
  disabled: boolean;
  onMethod: (method: string) => void;
}

/** Other factors, and the same once more where it sends something. */
function OtherWays({ step, methods, disabled, onMethod }: OtherProps) {
  const { t } = useTranslation("login");
  const others = methods.filter((one) => one.method !== step.method);
  const again = methods.some((one) => one.method === step.method && SENT.has(one.kind)) && !step.qr;
  if (!others.length && !again) return null;
  return (
    <Box sx={{ display: "flex", flexDirection: "column", alignItems: "flex-start", gap: 0.5 }}>
      {again && step.method && (
        <Button size="small" disabled={disabled} onClick={() => step.method && onMethod(step.method)}>
          {t("factor.again")}
        </Button>
      )}
      {others.map((one) => (
        <Button key={one.method} size="small" disabled={disabled} onClick={() => onMethod(one.method)}>
          {t("factor.instead", { method: t(`method.${one.method}`, { defaultValue: one.title }) })}
        </Button>
      ))}
    </Box>
  );
}

interface Props {
  step: FormStep;
  methods?: Schema<"Offer">[];
  action: string;
  error: Error | null;
  pending: boolean;
  onAnswers: (values: Values) => void;
  onMethod?: (method: string) => void;
  /** For the first field, when it is known who that is. */
  initial?: Values;
}

export function StepForm({ step, methods = [], action, error, pending, onAnswers, onMethod, initial }: Props) {
  const { t } = useTranslation("login");
  const [remember, setRemember] = useState(false);
  const own = step.method === null;
  const days = step.remember_days ?? 0;
  return (
    <Box sx={{ display: "flex", flexDirection: "column", gap: 2 }}>
      {step.text && <Typography>{step.text}</Typography>}
      {step.qr && <QrCode svg={step.qr} />}
      <OnceShown show={step.show} />
      <FlatForm
        schema={own ? withManagers(step.schema) : step.schema}
        labels={own ? { email: t("field.email"), password: t("field.password") } : undefined}
        at="answers"
        action={action}
        error={error}
        pending={pending}
        initial={initial}
        autoFocus
        onSubmit={(values) => onAnswers(remember ? { ...values, remember_device: true } : values)}
      >
        {days > 0 && (
          <FormControlLabel
            control={<Checkbox checked={remember} onChange={(event) => setRemember(event.target.checked)} />}
            label={t("factor.remember", { count: days })}
          />
        )}
      </FlatForm>
      {onMethod && <OtherWays step={step} methods={methods} disabled={pending} onMethod={onMethod} />}
    </Box>
  );
}
