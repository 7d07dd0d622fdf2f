import DeleteIcon from "@mui/icons-material/Delete";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import Tooltip from "@mui/material/Tooltip";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useScope } from "@/lib/scope";

import { useJobActions } from "./api";

/** Give up what failed for good. */
export function DeleteLetter({ letter, words = false }: { letter: { id: string; name: string }; words?: boolean }) {
  const { t } = useTranslation("jobs");
  const { to } = useScope();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const { giveUp } = useJobActions();
  const name = t("action.giveUp");
  return (
    <>
      {words ? (
        <Button startIcon={<DeleteIcon />} color="error" variant="outlined" onClick={() => setAsking(true)}>
          {name}
        </Button>
      ) : (
        <Tooltip title={name}>
          <IconButton size="small" aria-label={t("of", { action: name, name: letter.name })} onClick={() => setAsking(true)}>
            <DeleteIcon fontSize="small" />
          </IconButton>
        </Tooltip>
      )}
      {asking && (
        <ConfirmDialog
          title={t("giveUp.title", { name: letter.name })}
          text={t("giveUp.text")}
          action={name}
          destructive
          onConfirm={async () => {
            await giveUp(letter);
            if (words) void navigate(to("dead-letters"));
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
