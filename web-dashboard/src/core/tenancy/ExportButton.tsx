import DownloadIcon from "@mui/icons-material/Download";
import Button from "@mui/material/Button";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useSay } from "@/components/Snacks";
import { answer } from "@/lib/api";
import { saveFile } from "@/lib/csv";
import { useScope } from "@/lib/scope";

/** All that is kept of a tenant, as a file. */
export function ExportButton({ slug }: { slug: string }) {
  const { t } = useTranslation("tenancy");
  const { api } = useScope();
  const say = useSay();
  const exporting = useMutation({
    mutationFn: () => answer(api.GET("/api/v1/tenants/{tenant_id}/export", { params: { path: { tenant_id: slug } }, parseAs: "blob" })),
    onSuccess: (zip) => saveFile(`${slug}.zip`, zip, "application/zip"),
    onError: say.failed,
  });
  return (
    <Button size="small" variant="outlined" startIcon={<DownloadIcon />} loading={exporting.isPending} onClick={() => exporting.mutate()} sx={{ mt: 1.5 }}>
      {t("export")}
    </Button>
  );
}
