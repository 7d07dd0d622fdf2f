import Box from "@mui/material/Box";
import { styled } from "@mui/material/styles";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { PageHeader } from "@/components/PageHeader";
import { useMay, useScope } from "@/lib/scope";

import { READ, SCHEDULE } from "./api";

const PAGES = { overview: "analytics", reports: "analytics/reports", schedules: "analytics/schedules", events: "analytics/events" };
const NEEDS = { overview: READ, reports: READ, schedules: SCHEDULE, events: READ };
type Name = keyof typeof PAGES;

const Entry = styled(Link)(({ theme }) => ({
  display: "block",
  padding: theme.spacing(1.5, 2),
  color: (theme.vars ?? theme).palette.text.secondary,
  fontSize: "0.875rem",
  fontWeight: 600,
  whiteSpace: "nowrap",
  textDecoration: "none",
  borderBottom: "2px solid transparent",
  "&:hover": { color: (theme.vars ?? theme).palette.text.primary },
  "&[aria-current]": { color: (theme.vars ?? theme).palette.primary.main, borderColor: (theme.vars ?? theme).palette.primary.main },
}));

/** The head of each page of analytics, with the way to the others. */
export function Frame({ page, actions, children }: { page: Name; actions?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation("analytics");
  const { to } = useScope();
  const may = useMay();
  const shown = (Object.keys(PAGES) as Name[]).filter((name) => name === page || may(NEEDS[name]));
  return (
    <>
      <PageHeader title={page === "overview" ? t("common:nav.analytics") : t(`page.${page}`)} text={t(`text.${page}`)} actions={actions} />
      <Box
        component="nav"
        aria-label={t("common:nav.analytics")}
        sx={{ mb: 2, borderBottom: 1, borderColor: "divider", overflowX: "auto", scrollbarWidth: "none" }}
      >
        <Box component="ul" sx={{ listStyle: "none", m: 0, p: 0, display: "flex" }}>
          {shown.map((name) => (
            <li key={name}>
              <Entry to={to(PAGES[name])} aria-current={name === page ? "page" : undefined}>
                {t(`page.${name}`)}
              </Entry>
            </li>
          ))}
        </Box>
      </Box>
      {children}
    </>
  );
}
