import DownloadIcon from "@mui/icons-material/Download";
import Button from "@mui/material/Button";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useSay } from "@/components/Snacks";
import { saveFile } from "@/lib/csv";
import type { Schema } from "@/lib/types";

import { erase, exported } from "./api";
import { Section } from "./Section";

/** A copy of all that is kept of oneself, and the end of it. */
export function OwnDataSection({ me }: { me: Schema<"Me"> }) {
  const { t } = useTranslation("account");
  const say = useSay();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [erasing, setErasing] = useState(false);
  const exporting = useMutation({
    mutationFn: exported,
    onSuccess: (data) => saveFile("omni-account.json", JSON.stringify(data, null, 2), "application/json"),
    onError: say.failed,
  });
  const gone = async () => {
    await erase();
    // Navigated first: what stands in the cache would be asked for anew, by nobody.
    await navigate("/login", { replace: true });
    client.clear();
    say.done(t("data.erased"));
  };
  return (
    <Section title={t("data.title")} text={t("data.lead")}>
      <div style={{ display: "flex", flexWrap: "wrap", gap: 12 }}>
        <Button variant="outlined" startIcon={<DownloadIcon />} loading={exporting.isPending} loadingPosition="start" onClick={() => exporting.mutate()}>
          {t("data.export")}
        </Button>
        <Button variant="outlined" color="error" onClick={() => setErasing(true)}>
          {t("data.erase")}
        </Button>
      </div>
      {erasing && (
        <ConfirmDialog
          title={t("data.eraseTitle")}
          text={t("data.eraseText")}
          action={t("data.erase")}
          typed={me.email}
          destructive
          onConfirm={gone}
          onClose={() => setErasing(false)}
        />
      )}
    </Section>
  );
}
