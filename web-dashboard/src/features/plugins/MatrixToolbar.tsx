import Button from "@mui/material/Button";
import MenuItem from "@mui/material/MenuItem";
import Paper from "@mui/material/Paper";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Plugin } from "./api";
import type { Order } from "./MatrixDialog";
import type { Row } from "./MatrixPage";

interface Props {
  plugins: Plugin[];
  tenants: Row[];
  clear: () => void;
  onOrder: (order: Order) => void;
}

/** One plugin for all tenants that are chosen. */
export function MatrixToolbar({ plugins, tenants, clear, onOrder }: Props) {
  const { t } = useTranslation("plugins");
  const [id, setId] = useState("");
  const plugin = plugins.find((one) => one.id === id) ?? plugins.find((one) => one.level === "tenant") ?? plugins[0];
  if (!tenants.length)
    return (
      <Typography color="textSecondary" sx={{ mb: 1.5 }}>
        {t("matrix.choose")}
      </Typography>
    );
  const count = (what: Order["what"]) => tenants.filter((row) => Boolean(plugin && row.plugins[plugin.id]) === (what === "disable"));
  const order = (what: Order["what"]) => plugin && onOrder({ what, plugin, tenants: count(what) });
  return (
    <Paper variant="outlined" sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: 1.5, p: 1.5, mb: 1.5 }}>
      <Typography aria-live="polite">{t("common:table.chosen", { count: tenants.length })}</Typography>
      <TextField
        select
        label={t("matrix.plugin")}
        value={plugin?.id ?? ""}
        onChange={(event) => setId(event.target.value)}
        sx={{ minWidth: 180, width: "auto" }}
      >
        {plugins.map((one) => (
          <MenuItem key={one.id} value={one.id}>
            {one.title}
          </MenuItem>
        ))}
      </TextField>
      <Button variant="contained" disabled={count("enable").length === 0} onClick={() => order("enable")}>
        {t("enable.action")}
      </Button>
      <Button variant="outlined" disabled={count("disable").length === 0} onClick={() => order("disable")}>
        {t("disable.action")}
      </Button>
      <Button onClick={clear}>{t("common:table.clear")}</Button>
    </Paper>
  );
}
