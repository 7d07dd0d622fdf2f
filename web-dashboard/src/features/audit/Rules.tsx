import AddIcon from "@mui/icons-material/Add";
import ArrowUpwardIcon from "@mui/icons-material/ArrowUpward";
import DeleteIcon from "@mui/icons-material/Delete";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import Tooltip from "@mui/material/Tooltip";
import Typography from "@mui/material/Typography";
import { useTranslation } from "react-i18next";

import { at } from "@/components/FormDialog";

import type { Policy } from "./api";

type Calls = Policy["calls"];
type Rule = Policy["rules"][number];
const CALLS: Calls[] = ["none", "writes", "all"];

interface CallsProps {
  label: string;
  value: Calls;
  onChange: (calls: Calls) => void;
  disabled: boolean;
  error?: boolean;
  helperText?: string;
}

/** None, those that change something, or all. */
export function CallsField({ onChange, ...props }: CallsProps) {
  const { t } = useTranslation("audit");
  return (
    <TextField select {...props} onChange={(event) => onChange(CALLS.find((one) => one === event.target.value) ?? "none")}>
      {CALLS.map((one) => (
        <MenuItem key={one} value={one}>
          {t(`calls.${one}`)}
        </MenuItem>
      ))}
    </TextField>
  );
}

interface Props {
  rules: Rule[];
  onChange: (rules: Rule[]) => void;
  errors: Record<string, string>;
  disabled: boolean;
}

/** Exceptions; the first that fits decides, so that their order matters. */
export function Rules({ rules, onChange, errors, disabled }: Props) {
  const { t } = useTranslation("audit");
  const change = (place: number, more: Partial<Rule>) => onChange(rules.map((rule, one) => (one === place ? { ...rule, ...more } : rule)));
  const up = (place: number) => onChange([...rules.slice(0, place - 1), ...[rules[place], rules[place - 1]].filter((one) => !!one), ...rules.slice(place + 1)]);
  return (
    <Box role="group" aria-labelledby="audit-rules">
      <Typography variant="h3" component="h3" id="audit-rules" gutterBottom>
        {t("policy.rules")}
      </Typography>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1.5 }}>
        {t("policy.rulesHint")}
      </Typography>
      {rules.map((rule, place) => (
        <Box key={place} sx={{ display: "flex", flexWrap: "wrap", gap: 1, alignItems: "start", mb: 1.5 }}>
          <Box sx={{ flex: "3 1 260px" }}>
            <TextField
              label={t("policy.pattern", { number: place + 1 })}
              value={rule.pattern}
              disabled={disabled}
              onChange={(event) => change(place, { pattern: event.target.value })}
              {...at(errors, `rules.${place}.pattern`)}
            />
          </Box>
          <Box sx={{ flex: "1 1 180px" }}>
            <CallsField
              label={t("policy.recorded", { number: place + 1 })}
              value={rule.calls}
              disabled={disabled}
              onChange={(calls) => change(place, { calls })}
            />
          </Box>
          {!disabled && (
            <Box sx={{ flex: "0 0 auto" }}>
              <Tooltip title={t("policy.up")}>
                <span>
                  <IconButton aria-label={t("policy.upRule", { number: place + 1 })} disabled={place === 0} onClick={() => up(place)}>
                    <ArrowUpwardIcon fontSize="small" />
                  </IconButton>
                </span>
              </Tooltip>
              <Tooltip title={t("policy.remove")}>
                <IconButton aria-label={t("policy.removeRule", { number: place + 1 })} onClick={() => onChange(rules.filter((_, one) => one !== place))}>
                  <DeleteIcon fontSize="small" />
                </IconButton>
              </Tooltip>
            </Box>
          )}
        </Box>
      ))}
      {!disabled && (
        <Button startIcon={<AddIcon />} onClick={() => onChange([...rules, { pattern: "", calls: "all" }])}>
          {t("policy.add")}
        </Button>
      )}
    </Box>
  );
}
