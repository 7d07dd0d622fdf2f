/** What a plugin may: read, or chosen from. */
import CheckIcon from "@mui/icons-material/Check";
import CloseIcon from "@mui/icons-material/Close";
import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import FormGroup from "@mui/material/FormGroup";
import List from "@mui/material/List";
import ListItem from "@mui/material/ListItem";
import ListItemIcon from "@mui/material/ListItemIcon";
import ListItemText from "@mui/material/ListItemText";
import { useTranslation } from "react-i18next";

import { grantsOf, keyOf, type Grant } from "./scopes";
import type { Scopes } from "./api";

/** The words for one thing. */
export function useScopeText(): (grant: Grant) => string {
  const { t } = useTranslation("plugins");
  return ({ scope, value }) => {
    if (scope === "outbound" && value === "any") return t("scope.any");
    if (scope === "outbound" && value.startsWith("setting:")) return t("scope.setting", { name: value.slice("setting:".length) });
    if (scope === "events" && value === "**") return t("scope.allEvents");
    return t(`scope.${scope}`, { value });
  };
}

export function ScopeList({ asked, granted }: { asked: Scopes; granted: Scopes | null | undefined }) {
  const { t } = useTranslation("plugins");
  const words = useScopeText();
  const has = new Set(granted ? grantsOf(granted).map(keyOf) : []);
  return (
    <List dense disablePadding>
      {grantsOf(asked).map((grant) => (
        <ListItem key={keyOf(grant)} disableGutters>
          <ListItemIcon sx={{ minWidth: 32 }}>
            {granted && (has.has(keyOf(grant)) ? <CheckIcon fontSize="small" color="success" /> : <CloseIcon fontSize="small" />)}
          </ListItemIcon>
          <ListItemText
            primary={words(grant)}
            secondary={granted ? t(has.has(keyOf(grant)) ? "scope.granted" : "scope.refused") : undefined}
            sx={{ overflowWrap: "anywhere" }}
          />
        </ListItem>
      ))}
    </List>
  );
}

interface ChoiceProps {
  asked: Scopes;
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}

export function ScopeChoice({ asked, chosen, onChange }: ChoiceProps) {
  const words = useScopeText();
  const toggle = (key: string) => {
    const after = new Set(chosen);
    if (!after.delete(key)) after.add(key);
    onChange(after);
  };
  return (
    <FormGroup>
      {grantsOf(asked).map((grant) => (
        <FormControlLabel
          key={keyOf(grant)}
          control={<Checkbox size="small" checked={chosen.has(keyOf(grant))} onChange={() => toggle(keyOf(grant))} />}
          label={words(grant)}
          sx={{ overflowWrap: "anywhere" }}
        />
      ))}
    </FormGroup>
  );
}
