import AddIcon from "@mui/icons-material/Add";
import Button from "@mui/material/Button";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState } from "@/components/ErrorState";
import { LoadingPage } from "@/components/LoadingPage";
import { PageHeader } from "@/components/PageHeader";
import { usePermissions, useRoles } from "@/core/roles/roles";
import { useMay } from "@/lib/scope";

import { RoleDialog } from "./RoleDialog";
import { RoleMatrix } from "./RoleMatrix";

/** What the tenant's roles may, and roles of its own. */
export default function RolesPage() {
  const { t } = useTranslation(["people", "roles", "many"]);
  const may = useMay();
  const roles = useRoles();
  const permissions = usePermissions();
  const [making, setMaking] = useState(false);
  const error = roles.error ?? permissions.error;
  return (
    <>
      <PageHeader
        title={t("common:nav.roles")}
        text={t("role.intro")}
        actions={
          may("omni.role.manage") && (
            <Button variant="contained" startIcon={<AddIcon />} onClick={() => setMaking(true)}>
              {t("role.new")}
            </Button>
          )
        }
      />
      {error ? (
        <ErrorState error={error} onRetry={() => void Promise.all([roles.refetch(), permissions.refetch()])} />
      ) : roles.data && permissions.data ? (
        <RoleMatrix roles={roles.data} permissions={permissions.data} />
      ) : (
        <LoadingPage />
      )}
      {making && <RoleDialog onClose={() => setMaking(false)} />}
    </>
  );
}
