import Checkbox from "@mui/material/Checkbox";
import FormControl from "@mui/material/FormControl";
import FormControlLabel from "@mui/material/FormControlLabel";
import FormGroup from "@mui/material/FormGroup";
import FormHelperText from "@mui/material/FormHelperText";
import FormLabel from "@mui/material/FormLabel";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import { StateChip } from "@/components/StateChip";
import { RolesField } from "@/core/roles/RolesField";
import { BUILT_IN } from "@/core/roles/roles";
import { useScope } from "@/lib/scope";

import { useFactors } from "./api";

interface Common {
  label: string;
  hint: string;
  error?: string;
}

/** Yes, no, or nothing said. */
export function Choice({ label, hint, error, value, onChange }: Common & { value: boolean | null; onChange: (value: boolean | null) => void }) {
  const { t } = useTranslation("policy");
  return (
    <TextField
      select
      label={label}
      value={value === null ? "" : String(value)}
      onChange={(event) => onChange(event.target.value === "" ? null : event.target.value === "true")}
      error={error !== undefined}
      helperText={error ?? hint}
      slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}
    >
      <MenuItem value="">{t("unsaid")}</MenuItem>
      <MenuItem value="true">{t("common:yes")}</MenuItem>
      <MenuItem value="false">{t("common:no")}</MenuItem>
    </TextField>
  );
}

/** A number of days, or nothing said. */
export function Days({ label, hint, error, value, onChange }: Common & { value: number | null; onChange: (value: number | null) => void }) {
  const { t } = useTranslation("policy");
  return (
    <TextField
      type="number"
      label={label}
      value={value ?? ""}
      placeholder={t("unsaid")}
      onChange={(event) => onChange(event.target.value === "" ? null : Number(event.target.value))}
      error={error !== undefined}
      helperText={error ?? hint}
      slotProps={{ inputLabel: { shrink: true }, htmlInput: { min: 0, max: 90 } }}
    />
  );
}

/** Some of the factors, or nothing said. */
export function Methods({ label, hint, error, value, onChange }: Common & { value: string[] | null; onChange: (value: string[] | null) => void }) {
  const { t } = useTranslation("policy");
  const id = useId();
  const { data: factors = [] } = useFactors();
  const known = factors.map((one) => one.method);
  const gone = (value ?? []).filter((name) => !known.includes(name)).map((name) => ({ method: name, title: name, kind: "" }));
  const toggle = (name: string) => {
    const chosen = new Set(value ?? []);
    if (!chosen.delete(name)) chosen.add(name);
    onChange(chosen.size ? [...chosen] : null);
  };
  return (
    <FormControl component="fieldset" error={error !== undefined} aria-describedby={id}>
      <FormLabel component="legend">{label}</FormLabel>
      <FormGroup>
        {[...factors, ...gone].map((one) => (
          <FormControlLabel
            key={one.method}
            control={<Checkbox size="small" checked={value?.includes(one.method) ?? false} onChange={() => toggle(one.method)} />}
            label={
              <>
                {one.title} {(one.kind === "mail" || one.kind === "sms") && <StateChip tone="warning" label={t("weak")} />}
              </>
            }
          />
        ))}
      </FormGroup>
      <FormHelperText id={id}>{error ?? (value ? hint : t("anyFactor"))}</FormHelperText>
    </FormControl>
  );
}

/** Who comes from an identity provider for the first time: gets these roles, is refused, or nothing is said. */
export function SignUp({ label, hint, error, value, onChange }: Common & { value: string[] | null; onChange: (value: string[] | null) => void }) {
  const { t } = useTranslation("policy");
  const { tenant } = useScope();
  const state = value === null ? "" : value.length ? "roles" : "nobody";
  return (
    <>
      <TextField
        select
        label={label}
        value={state}
        onChange={(event) => onChange(event.target.value === "" ? null : event.target.value === "roles" ? ["viewer"] : [])}
        error={error !== undefined}
        helperText={error ?? hint}
        slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}
      >
        <MenuItem value="">{t("unsaid")}</MenuItem>
        <MenuItem value="nobody">{t("nobody")}</MenuItem>
        <MenuItem value="roles">{t("withRoles")}</MenuItem>
      </TextField>
      {state === "roles" && <RolesField label={t("signUpRoles")} value={value ?? []} onChange={onChange} names={tenant === null ? BUILT_IN : undefined} />}
    </>
  );
}
