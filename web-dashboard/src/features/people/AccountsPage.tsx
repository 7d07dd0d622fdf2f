import PersonAddIcon from "@mui/icons-material/PersonAdd";
import Button from "@mui/material/Button";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { PageHeader } from "@/components/PageHeader";

import { AccountDialog } from "./AccountDialog";
import { AccountForm } from "./AccountForm";
import { AccountTable, type Doing } from "./AccountTable";

/** All people of the installation. */
export default function AccountsPage() {
  const { t } = useTranslation(["people", "roles", "many"]);
  const [making, setMaking] = useState(false);
  const [doing, setDoing] = useState<Doing | null>(null);
  return (
    <>
      <PageHeader
        title={t("common:nav.accounts")}
        text={t("accounts.intro")}
        actions={
          <Button variant="contained" startIcon={<PersonAddIcon />} onClick={() => setMaking(true)}>
            {t("accounts.new")}
          </Button>
        }
      />
      <AccountTable onDo={setDoing} />
      {making && <AccountForm onClose={() => setMaking(false)} onMade={(made) => setDoing({ act: "link", rows: [made] })} />}
      {doing?.act === "rename" && doing.rows[0] && <AccountForm account={doing.rows[0]} onClose={() => setDoing(null)} />}
      {doing && doing.act !== "rename" && <AccountDialog act={doing.act} rows={doing.rows} onClose={() => setDoing(null)} />}
    </>
  );
}
