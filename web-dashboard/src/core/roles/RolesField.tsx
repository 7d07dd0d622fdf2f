import Autocomplete from "@mui/material/Autocomplete";
import TextField from "@mui/material/TextField";
import { useTranslation } from "react-i18next";

import { useRoleTitle, useRoles } from "./roles";

interface Props {
  value: string[];
  onChange: (roles: string[]) => void;
  /** By default all that the tenant has. */
  names?: readonly string[];
  label?: string;
  error?: boolean;
  helperText?: string;
}

/** Some of the tenant's roles. */
export function RolesField({ value, onChange, names, label, error, helperText }: Props) {
  const { t } = useTranslation("roles");
  const { data: roles } = useRoles();
  const title = useRoleTitle();
  return (
    <Autocomplete
      multiple
      options={names ?? (roles ?? []).map((one) => one.name)}
      getOptionLabel={title}
      value={value}
      onChange={(_, chosen) => onChange(chosen)}
      noOptionsText={t("noSuch")}
      openText={t("open")}
      closeText={t("close")}
      clearText={t("clear")}
      renderInput={(props) => <TextField {...props} label={label ?? t("title")} error={error} helperText={helperText} />}
    />
  );
}
