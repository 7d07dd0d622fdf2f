import ExtensionIcon from "@mui/icons-material/Extension";
import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { styled } from "@mui/material/styles";
import { useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";

import { PluginIcon } from "@/components/PluginIcon";
import { usePages } from "@/core/pages";
import { useMay, useScope } from "@/lib/scope";

import { pagesOf } from "./features";

const GROUPS = ["main", "operate", "manage"] as const;

// Every page draws all of them, so they are plain elements with a style each.
const Item = styled(NavLink)(({ theme }) => ({
  display: "flex",
  alignItems: "center",
  gap: theme.spacing(2),
  minHeight: 36,
  margin: theme.spacing(0, 1),
  padding: theme.spacing(0.5, 2),
  borderRadius: theme.shape.borderRadius,
  color: "inherit",
  fontSize: "0.875rem",
  overflowWrap: "anywhere",
  textDecoration: "none",
  "&:hover": { backgroundColor: (theme.vars ?? theme).palette.action.hover },
  "&.active": { backgroundColor: (theme.vars ?? theme).palette.action.selected, color: (theme.vars ?? theme).palette.primary.main },
}));
const Items = styled("ul")({ listStyle: "none", margin: 0, padding: 0 });

function Entry({ to, icon, label, end }: { to: string; icon: ReactNode; label: string; end?: boolean }) {
  return (
    <li>
      <Item to={to} end={end}>
        {icon}
        {label}
      </Item>
    </li>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <Box sx={{ mt: 1 }}>
      <Typography id={id} variant="body2" color="textSecondary" sx={{ px: 3, py: 0.5, fontWeight: 600 }}>
        {title}
      </Typography>
      <Items role="list" aria-labelledby={id}>
        {children}
      </Items>
    </Box>
  );
}

/** Pages of the place at hand that one may see, then the pages of plugins that are on. */
export function Navigation() {
  const { t } = useTranslation();
  const { tenant, to } = useScope();
  const may = useMay();
  const { data: declared = [] } = usePages();
  const place = pagesOf(tenant === null ? "platform" : "tenant");
  const own = place.filter(({ nav }) => nav && (!nav.needs || may(nav.needs)) && (!nav.insteadOf || declared.some((page) => page.plugin === nav.insteadOf)));
  const pages = declared.filter((page) => !place.some(({ nav }) => nav?.insteadOf === page.plugin));
  const entries = (group: string) =>
    own
      .filter((page) => page.nav?.group === group)
      .sort((a, b) => (a.nav?.order ?? 0) - (b.nav?.order ?? 0))
      .map(
        ({ path, nav }) =>
          nav && (
            <Entry
              key={path}
              to={to(path)}
              end={path === "" || own.some((other) => other.path.startsWith(`${path}/`) && other.nav)}
              icon={<nav.icon fontSize="small" />}
              label={t(nav.label)}
            />
          ),
      );
  return (
    <>
      {GROUPS.map((group, at) => {
        const found = entries(group);
        if (!found.length) return null;
        return (
          <div key={group}>
            <Group title={t(`group.${group}`)}>{found}</Group>
            {at === 0 && pages.length > 0 && (
              <Group title={t("group.plugins")}>
                {pages.map((page) => (
                  <Entry
                    key={`${page.plugin}/${page.name}`}
                    to={to(`p/${page.plugin}/${page.name}`)}
                    icon={page.icon ? <PluginIcon name={page.icon} /> : <ExtensionIcon fontSize="small" />}
                    label={page.title}
                  />
                ))}
              </Group>
            )}
          </div>
        );
      })}
    </>
  );
}

/** Pages about oneself. */
export function AccountNavigation() {
  const { t } = useTranslation();
  const own = pagesOf("account")
    .filter((page) => page.nav)
    .sort((a, b) => (a.nav?.order ?? 0) - (b.nav?.order ?? 0));
  return (
    <Group title={t("account.title")}>
      {own.map(
        ({ path, nav }) =>
          nav && <Entry key={path} to={path ? `/account/${path}` : "/account"} end icon={<nav.icon fontSize="small" />} label={t(nav.label)} />,
      )}
    </Group>
  );
}
