import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { useErrorText } from "@/components/ErrorState";
import { LoadingPage } from "@/components/LoadingPage";
import { PluginIcon } from "@/components/PluginIcon";
import { buttonsOf } from "@/core/login/api";
import { LoginSteps } from "@/core/login/LoginSteps";
import { loginOf } from "@/core/login/steps";
import { useLogin } from "@/core/login/useLogin";
import type { Schema } from "@/lib/types";

import { link } from "./api";

interface Props {
  tenants: Schema<"TenantOf">[];
  onDone: () => void;
  onClose: () => void;
}

/** Choose an identity provider of a tenant, and show there who one is. */
export function LinkDialog({ tenants, onDone, onClose }: Props) {
  const { t } = useTranslation("account");
  const id = useId();
  const words = useErrorText();
  const [tenant, setTenant] = useState(tenants[0]?.slug ?? "");
  const state = useLogin({ onDone });
  const buttons = useQuery({ queryKey: ["login", "providers", tenant], queryFn: ({ signal }) => buttonsOf(tenant, signal) });
  const error = state.error ?? buttons.error;
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} fullWidth maxWidth="xs">
      <DialogTitle id={id}>{t("identities.link")}</DialogTitle>
      <DialogContent sx={{ display: "flex", flexDirection: "column", gap: 2, pt: "8px !important" }}>
        <LoginSteps state={state} />
        {!state.login && (
          <>
            {tenants.length > 1 && (
              <TextField select label={t("identities.tenant")} value={tenant} onChange={(event) => setTenant(event.target.value)}>
                {tenants.map((one) => (
                  <MenuItem key={one.slug} value={one.slug}>
                    {one.name}
                  </MenuItem>
                ))}
              </TextField>
            )}
            {error && <Alert severity="error">{words(error)}</Alert>}
            {buttons.isPending && <LoadingPage />}
            {buttons.data?.length === 0 && <Typography>{t("identities.noProviders", { tenant: tenants.find((one) => one.slug === tenant)?.name })}</Typography>}
            {buttons.data?.map((one) => (
              <Button
                key={`${one.provider}/${one.connection}`}
                variant="outlined"
                loading={state.pending}
                startIcon={one.icon ? <PluginIcon name={one.icon} /> : undefined}
                onClick={() => state.run(async () => loginOf(await link(tenant, one.provider, one.connection)))}
              >
                {one.title}
              </Button>
            ))}
          </>
        )}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t("common:action.cancel")}</Button>
      </DialogActions>
    </Dialog>
  );
}
