import PersonAddIcon from "@mui/icons-material/PersonAdd";
import Button from "@mui/material/Button";
import Tab from "@mui/material/Tab";
import Tabs from "@mui/material/Tabs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { PageHeader } from "@/components/PageHeader";
import { useMay } from "@/lib/scope";

import { InvitationTable } from "./InvitationTable";
import { InviteDialog } from "./InviteDialog";
import { MemberTable } from "./MemberTable";

/** Who belongs to the tenant, and who was asked to. */
export default function PeoplePage() {
  const { t } = useTranslation("people");
  const may = useMay();
  const [params, setParams] = useSearchParams();
  const [inviting, setInviting] = useState(false);
  const manages = may("omni.member.manage");
  const view = manages && params.get("view") === "invitations" ? "invitations" : "members";
  return (
    <>
      <PageHeader
        title={t("common:nav.people")}
        text={t("intro")}
        actions={
          manages && (
            <Button variant="contained" startIcon={<PersonAddIcon />} onClick={() => setInviting(true)}>
              {t("invite.open")}
            </Button>
          )
        }
      />
      {manages && (
        // Search and order of the one list mean nothing to the other.
        <Tabs value={view} onChange={(_, to: string) => setParams(to === "members" ? {} : { view: to })} aria-label={t("views")} sx={{ mb: 1.5 }}>
          <Tab value="members" label={t("members")} />
          <Tab value="invitations" label={t("invitations")} />
        </Tabs>
      )}
      {view === "members" ? <MemberTable onInvite={manages ? () => setInviting(true) : undefined} /> : <InvitationTable onInvite={() => setInviting(true)} />}
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </>
  );
}
