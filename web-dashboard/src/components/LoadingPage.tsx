import Box from "@mui/material/Box";
import Skeleton from "@mui/material/Skeleton";
import { useTranslation } from "react-i18next";

/** The outline of a page that is still loading. */
export function LoadingPage() {
  const { t } = useTranslation();
  return (
    <Box sx={{ p: 3 }} role="status" aria-label={t("loading")}>
      <Skeleton width={220} height={40} />
      <Skeleton height={24} />
      <Skeleton height={24} />
      <Skeleton height={24} width="60%" />
    </Box>
  );
}
