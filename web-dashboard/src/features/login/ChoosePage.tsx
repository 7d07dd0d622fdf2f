import ApartmentIcon from "@mui/icons-material/Apartment";
import PublicIcon from "@mui/icons-material/Public";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import List from "@mui/material/List";
import ListItem from "@mui/material/ListItem";
import ListItemButton from "@mui/material/ListItemButton";
import ListItemIcon from "@mui/material/ListItemIcon";
import ListItemText from "@mui/material/ListItemText";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, Navigate } from "react-router";

import { EmptyState } from "@/components/EmptyState";
import { ErrorState } from "@/components/ErrorState";
import { LoadingPage } from "@/components/LoadingPage";
import TextField from "@mui/material/TextField";
import { answer, apiOf } from "@/lib/api";
import { ApiError } from "@/lib/problem";

import { PublicCard } from "./PublicCard";

/** From here on one searches rather than scrolls. */
const MANY = 8;

function Place({ to, icon, title, text }: { to: string; icon: ReactNode; title: string; text?: string }) {
  return (
    <ListItem disablePadding>
      <ListItemButton component={Link} to={to} sx={{ borderRadius: 1 }}>
        <ListItemIcon sx={{ minWidth: 40 }}>{icon}</ListItemIcon>
        <ListItemText primary={title} secondary={text} />
      </ListItemButton>
    </ListItem>
  );
}

/** Where to work: one of one's tenants, or the whole installation. */
export default function ChoosePage() {
  const { t } = useTranslation("login");
  const [wanted, setWanted] = useState("");
  const me = useQuery({
    queryKey: ["login", "choose"],
    queryFn: ({ signal }) => answer(apiOf(null, { patient: false }).GET("/api/v1/auth/me", { signal })),
    staleTime: 0,
  });
  if (me.isPending) return <LoadingPage />;
  if (me.error instanceof ApiError && me.error.status === 401) return <Navigate to="/login?next=/choose" replace />;
  if (me.error) return <ErrorState error={me.error} onRetry={() => void me.refetch()} />;
  const { tenants, platform, email } = me.data;
  const found = tenants.filter((one) => `${one.name} ${one.slug}`.toLowerCase().includes(wanted.trim().toLowerCase()));
  return (
    <PublicCard title={t("choose.title")} text={t("choose.lead", { email })}>
      {tenants.length > MANY && <TextField type="search" label={t("choose.search")} value={wanted} onChange={(event) => setWanted(event.target.value)} />}
      {tenants.length === 0 && !platform && <EmptyState title={t("choose.none")} text={t("choose.noneText")} />}
      <List disablePadding aria-label={t("choose.title")}>
        {found.map((one) => (
          <Place key={one.id} to={`/t/${one.slug}`} icon={<ApartmentIcon />} title={one.name} text={one.slug} />
        ))}
        {platform && <Place to="/platform" icon={<PublicIcon />} title={t("common:scope.platform")} text={t("choose.platform")} />}
      </List>
      <Box sx={{ mt: 1 }}>
        <Button component={Link} to="/account" size="small">
          {t("common:account.own")}
        </Button>
      </Box>
    </PublicCard>
  );
}
