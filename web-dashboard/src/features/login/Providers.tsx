import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Divider from "@mui/material/Divider";
import TextField from "@mui/material/TextField";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useErrorText } from "@/components/ErrorState";
import { PluginIcon } from "@/components/PluginIcon";
import { buttonsOf, type Button as Pressed } from "@/core/login/api";
import { ApiError } from "@/lib/problem";

interface Props {
  tenant: string;
  disabled: boolean;
  onTenant: (tenant: string) => void;
  onPress: (button: Pressed) => void;
}

/** The name by which the tenant's identity providers are found. */
function Which({ error, onTenant }: { error?: string; onTenant: (tenant: string) => void }) {
  const { t } = useTranslation("login");
  const [name, setName] = useState("");
  return (
    <Box
      component="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) onTenant(name.trim().toLowerCase());
      }}
      sx={{ display: "flex", gap: 1, alignItems: "flex-start" }}
    >
      <TextField
        label={t("organisation.label")}
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={error !== undefined}
        helperText={error ?? t("organisation.hint")}
        autoComplete="organization"
        autoFocus
      />
      <Button type="submit" variant="outlined" sx={{ height: 40 }}>
        {t("organisation.find")}
      </Button>
    </Box>
  );
}

/** Buttons of a tenant's identity providers. */
export function Providers({ tenant, disabled, onTenant, onPress }: Props) {
  const { t } = useTranslation("login");
  const words = useErrorText();
  const [asked, setAsked] = useState(false);
  const found = useQuery({ queryKey: ["login", "providers", tenant], queryFn: ({ signal }) => buttonsOf(tenant, signal), enabled: tenant !== "" });
  const buttons = found.data ?? [];
  const unknown = found.error instanceof ApiError && found.error.status === 404;
  const nothing = found.isSuccess && buttons.length === 0;
  return (
    <Box sx={{ mt: 2, display: "flex", flexDirection: "column", gap: 1.5 }}>
      {(buttons.length > 0 || asked) && <Divider>{t("or")}</Divider>}
      {buttons.map((one) => (
        <Button
          key={`${one.provider}/${one.connection}`}
          variant="outlined"
          size="large"
          disabled={disabled}
          startIcon={one.icon ? <PluginIcon name={one.icon} /> : undefined}
          onClick={() => onPress({ tenant, provider: one.provider, connection: one.connection })}
        >
          {t("with", { provider: one.title })}
        </Button>
      ))}
      {found.error && !unknown && <Alert severity="error">{words(found.error)}</Alert>}
      {asked && buttons.length === 0 && (
        <Which key={tenant} error={unknown ? t("organisation.unknown") : nothing ? t("organisation.none") : undefined} onTenant={onTenant} />
      )}
      {!asked && buttons.length === 0 && !found.isLoading && (
        <Box>
          <Button size="small" onClick={() => setAsked(true)}>
            {t("organisation.ask")}
          </Button>
        </Box>
      )}
    </Box>
  );
}
