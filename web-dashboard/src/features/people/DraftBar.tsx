import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useErrorText } from "@/components/ErrorState";
import { useSay } from "@/components/Snacks";
import { Unsaved } from "@/components/Unsaved";
import { forEachOf } from "@/core/many/many";
import { useRoleTitle, type Role } from "@/core/roles/roles";

import { changes, type Drafts } from "./drafts";
import { useRoleChanges } from "./rolesApi";

/** What was changed in the matrix, to save or to drop; a role that could not be saved stays a draft, and says why. */
export function DraftBar({ roles, drafts, onChange }: { roles: Role[]; drafts: Drafts; onChange: (drafts: Drafts) => void }) {
  const { t } = useTranslation(["people", "many"]);
  const words = useErrorText();
  const say = useSay();
  const title = useRoleTitle();
  const { change } = useRoleChanges();
  const saving = useMutation({
    mutationFn: () => forEachOf([...drafts], ([role, permissions]) => change(role, { permissions: [...permissions].sort() })),
    onSuccess: (outcomes) => {
      const failed = outcomes.filter((one) => one.error);
      onChange(new Map(failed.map((one) => one.row)));
      if (!failed.length) say.done(t("common:saved"));
    },
  });
  const failed = saving.data?.filter((one) => one.error) ?? [];
  if (drafts.size === 0) return null;
  return (
    <Box sx={{ borderTop: 1, borderColor: "divider", p: 1.5, display: "flex", flexDirection: "column", gap: 1 }}>
      <Unsaved />
      {failed.map((one) => (
        <Alert key={one.row[0]} severity="error">
          {t("many:why", { name: title(one.row[0]), error: words(one.error) })}
        </Alert>
      ))}
      <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1, alignItems: "center", justifyContent: "flex-end" }}>
        <Typography role="status">{t("role.changed", { count: changes(drafts, roles) })}</Typography>
        <Button onClick={() => onChange(new Map())}>{t("role.discard")}</Button>
        <Button variant="contained" loading={saving.isPending} onClick={() => saving.mutate()}>
          {t("common:action.save")}
        </Button>
      </Box>
    </Box>
  );
}
