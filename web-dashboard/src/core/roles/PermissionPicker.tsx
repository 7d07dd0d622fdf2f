/** A choice of permissions, by plugin, with a search. */
import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import FormHelperText from "@mui/material/FormHelperText";
import Skeleton from "@mui/material/Skeleton";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { useErrorText } from "@/components/ErrorState";
import { usePluginTitles } from "@/core/plugins";
import { useMay } from "@/lib/scope";

import { byPlugin, usePermissions, type Permission } from "./roles";

interface Props {
  value: string[];
  onChange: (permissions: string[]) => void;
  error?: string;
}

function has(permission: Permission, text: string) {
  const sought = text.trim().toLowerCase();
  return `${permission.name} ${permission.title} ${permission.plugin}`.toLowerCase().includes(sought);
}

/** Nobody gives what he has not: those one lacks cannot be chosen, only taken away. */
export function PermissionPicker({ value, onChange, error }: Props) {
  const { t } = useTranslation("roles");
  const id = useId();
  const words = useErrorText();
  const may = useMay();
  const plugins = usePluginTitles();
  const { data, error: failed } = usePermissions();
  const [sought, setSought] = useState("");
  if (failed) return <Alert severity="error">{words(failed)}</Alert>;
  if (!data) return <Skeleton height={200} />;
  const chosen = new Set(value);
  const set = (names: string[], on: boolean) => {
    const after = new Set(chosen);
    for (const name of names)
      if (on) after.add(name);
      else after.delete(name);
    onChange([...after].sort());
  };
  const groups = byPlugin(data.filter((one) => has(one, sought)));
  return (
    <Box role="group" aria-labelledby={id}>
      <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: 1, mb: 1 }}>
        <Typography id={id} variant="h3" sx={{ flex: 1 }}>
          {t("permissions", { count: value.length })}
        </Typography>
        <TextField type="search" label={t("searchPermissions")} value={sought} onChange={(event) => setSought(event.target.value)} sx={{ maxWidth: 260 }} />
      </Box>
      <Box
        tabIndex={0}
        role="group"
        aria-labelledby={id}
        sx={{ maxHeight: 320, overflow: "auto", border: 1, borderColor: error ? "error.main" : "divider", borderRadius: 1, p: 1.5 }}
      >
        {groups.map(([plugin, permissions]) => {
          const names = permissions.map((one) => one.name).filter((name) => may(name) || chosen.has(name));
          const on = names.filter((name) => chosen.has(name)).length;
          return (
            <Box key={plugin} sx={{ mb: 1 }}>
              <FormControlLabel
                control={
                  <Checkbox
                    size="small"
                    checked={names.length > 0 && on === names.length}
                    indeterminate={on > 0 && on < names.length}
                    disabled={!names.length}
                    onChange={(event) =>
                      set(
                        names.filter((name) => may(name) || !event.target.checked),
                        event.target.checked,
                      )
                    }
                  />
                }
                label={<strong>{t("allOf", { plugin: plugins.title(plugin) })}</strong>}
              />
              <Box sx={{ pl: 3, display: "grid", gridTemplateColumns: { xs: "1fr", sm: "1fr 1fr" } }}>
                {permissions.map((one) => (
                  <FormControlLabel
                    key={one.name}
                    title={one.name}
                    disabled={!may(one.name) && !chosen.has(one.name)}
                    control={<Checkbox size="small" checked={chosen.has(one.name)} onChange={(event) => set([one.name], event.target.checked)} />}
                    label={<Typography variant="body2">{one.title || one.name}</Typography>}
                  />
                ))}
              </Box>
            </Box>
          );
        })}
        {groups.length === 0 && <Typography sx={{ color: "text.secondary" }}>{t("noPermission")}</Typography>}
      </Box>
      {error && <FormHelperText error>{error}</FormHelperText>}
    </Box>
  );
}
