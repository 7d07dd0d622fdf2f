import CheckCircleIcon from "@mui/icons-material/CheckCircle";
import PauseCircleIcon from "@mui/icons-material/PauseCircle";
import RadioButtonUncheckedIcon from "@mui/icons-material/RadioButtonUnchecked";
import WarningIcon from "@mui/icons-material/Warning";
import IconButton from "@mui/material/IconButton";
import Tooltip from "@mui/material/Tooltip";
import { useTranslation } from "react-i18next";

import type { Plugin } from "./api";
import type { Row } from "./MatrixPage";

interface Props {
  row: Row;
  plugin: Plugin;
  onClick: () => void;
}

const ICONS = {
  active: <CheckCircleIcon color="success" />,
  suspended: <PauseCircleIcon color="warning" />,
  disabled: <RadioButtonUncheckedIcon color="action" />,
};

/** One plugin in one tenant: its state by shape and name, and a button that changes it. */
export function MatrixCell({ row, plugin, onClick }: Props) {
  const { t } = useTranslation("plugins");
  const cell = row.plugins[plugin.id];
  const state = cell?.needs_consent ? "needs-consent" : (cell?.state ?? "disabled");
  const words = t("matrix.cell", { plugin: plugin.title, tenant: row.name, state: t(`state.${state}`, { defaultValue: state }) });
  return (
    <Tooltip title={cell?.reason ? `${words} (${cell.reason})` : words} describeChild>
      <IconButton size="small" aria-label={words} onClick={onClick}>
        {ICONS[state as keyof typeof ICONS] ?? <WarningIcon color="warning" />}
      </IconButton>
    </Tooltip>
  );
}
