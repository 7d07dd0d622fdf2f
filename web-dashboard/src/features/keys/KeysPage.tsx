import AddIcon from "@mui/icons-material/Add";
import Button from "@mui/material/Button";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { PageHeader } from "@/components/PageHeader";
import { ManyDialog } from "@/core/many/ManyDialog";
import { useMay, useScope } from "@/lib/scope";

import { KeyForm } from "./KeyForm";
import { KeyTable, type Doing } from "./KeyTable";
import { MadeDialog } from "./MadeDialog";
import { RotateDialog } from "./RotateDialog";
import { useKeyChanges } from "./api";

/** Keys for programs: made, exchanged, ended. */
export default function KeysPage() {
  const { t } = useTranslation(["keys", "roles", "many"]);
  const { tenant } = useScope();
  const may = useMay();
  const { revoke, reload } = useKeyChanges();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const [doing, setDoing] = useState<Doing | null>(null);
  const manages = may("omni.key.manage");
  const [first] = doing?.rows ?? [];
  const create = () => setMaking(true);
  return (
    <>
      <PageHeader
        title={t("common:nav.keys")}
        text={t(tenant === null ? "introPlatform" : "intro")}
        actions={
          manages && (
            <Button variant="contained" startIcon={<AddIcon />} onClick={create}>
              {t("new")}
            </Button>
          )
        }
      />
      <KeyTable onDo={manages ? setDoing : undefined} onCreate={manages ? create : undefined} />
      {making && <KeyForm onMade={setMade} onClose={() => setMaking(false)} />}
      {doing?.act === "rotate" && first && <RotateDialog row={first} onMade={setMade} onClose={() => setDoing(null)} />}
      {doing?.act === "revoke" && (
        <ManyDialog
          title={t("revokeTitle", { count: doing.rows.length, name: first?.name })}
          text={t("revokeText")}
          action={t("revoke")}
          destructive
          rows={doing.rows}
          nameOf={(row) => row.name}
          act={(row) => revoke(row.id)}
          onDone={reload}
          onClose={() => setDoing(null)}
        />
      )}
      {made !== null && <MadeDialog secret={made} onClose={() => setMade(null)} />}
    </>
  );
}
