import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { List } from "@/lib/pages";

interface Props {
  icon?: ReactNode;
  title: string;
  chips?: ReactNode;
  lines: string[];
  actions?: ReactNode;
}

/** One thing of a list, with what one may do with it. */
export function Row({ icon, title, chips, lines, actions }: Props) {
  return (
    <Box
      component="li"
      sx={{
        display: "flex",
        flexWrap: "wrap",
        gap: 1.5,
        alignItems: "center",
        py: 1.5,
        borderTop: 1,
        borderColor: "divider",
        "&:first-of-type": { borderTop: 0, pt: 0 },
        "&:last-of-type": { pb: 0 },
      }}
    >
      {icon && <Box sx={{ color: "text.secondary", display: "flex" }}>{icon}</Box>}
      <Box sx={{ flex: "1 1 240px", minWidth: 0 }}>
        <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1, alignItems: "center" }}>
          <Typography sx={{ fontWeight: 600, overflowWrap: "anywhere" }}>{title}</Typography>
          {chips}
        </Box>
        {lines.filter(Boolean).map((line) => (
          <Typography key={line} variant="body2" color="textSecondary" sx={{ overflowWrap: "anywhere" }}>
            {line}
          </Typography>
        ))}
      </Box>
      {actions && <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1 }}>{actions}</Box>}
    </Box>
  );
}

/** Rows, with a way to more of them. */
export function Rows<T>({ list, label, empty, children }: { list: List<T>; label: string; empty: string; children: (item: T) => ReactNode }) {
  const { t } = useTranslation();
  if (list.items.length === 0) return <Typography color="textSecondary">{empty}</Typography>;
  return (
    <>
      <Box component="ul" aria-label={label} sx={{ m: 0, p: 0, listStyle: "none" }}>
        {list.items.map(children)}
      </Box>
      {list.more && (
        <Button onClick={list.loadMore} loading={list.loadingMore} sx={{ alignSelf: "flex-start" }}>
          {t("action.more")}
        </Button>
      )}
    </>
  );
}
