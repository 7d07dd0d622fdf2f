import Autocomplete from "@mui/material/Autocomplete";
import TextField from "@mui/material/TextField";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { at } from "@/components/FormDialog";

import { CURRENCIES, LOCALES, ZONES, nameOf, type Profile } from "./profile";

interface Props {
  value: Profile;
  onChange: (value: Profile) => void;
  errors: Record<string, string>;
  disabled?: boolean;
}

interface ChoiceProps {
  name: keyof Profile;
  choices: string[];
  label: string;
  hint: string;
  /** What a choice says beside its code. */
  told: (code: string) => string;
}

/** Time zone, language and currency. */
export function RegionFields({ value, onChange, errors, disabled }: Props) {
  const { t, i18n } = useTranslation("tenancy");
  const choice = ({ name, choices, label, hint, told }: ChoiceProps) => (
    <Autocomplete
      options={choices.includes(value[name]) ? choices : [value[name], ...choices]}
      value={value[name]}
      disableClearable
      disabled={disabled}
      onChange={(_, chosen) => onChange({ ...value, [name]: chosen })}
      getOptionLabel={told}
      isOptionEqualToValue={(option, chosen) => option === chosen}
      renderInput={(params) => <TextField {...params} label={label} {...at(errors, name, hint)} />}
    />
  );
  const named = (kind: "language" | "currency") => (code: string) => {
    const found = nameOf(code, kind, i18n.language);
    return found === code ? code : `${found} (${code})`;
  };
  return (
    <>
      {choice({ name: "zone", choices: ZONES, label: t("field.zone"), hint: t("hint.zone"), told: (zone) => zone.replaceAll("_", " ") })}
      {choice({ name: "locale", choices: LOCALES, label: t("field.locale"), hint: t("hint.locale"), told: named("language") })}
      {choice({ name: "currency", choices: CURRENCIES, label: t("field.currency"), hint: t("hint.currency"), told: named("currency") })}
    </>
  );
}

/** Name and region of a tenant; what stands between is the child. */
export function ProfileFields({ children, autoFocus, ...props }: Props & { children?: ReactNode; autoFocus?: boolean }) {
  const { t } = useTranslation("tenancy");
  const { value, onChange, errors, disabled } = props;
  return (
    <>
      <TextField
        label={t("field.name")}
        value={value.name}
        onChange={(event) => onChange({ ...value, name: event.target.value })}
        required
        disabled={disabled}
        autoFocus={autoFocus}
        slotProps={{ htmlInput: { maxLength: 200 } }}
        {...at(errors, "name")}
      />
      {children}
      <RegionFields {...props} />
    </>
  );
}
