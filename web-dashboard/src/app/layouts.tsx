/** The frames that pages stand in: a tenant's, the installation's, one's account, and what is open to everybody. */
import MenuIcon from "@mui/icons-material/Menu";
import AppBar from "@mui/material/AppBar";
import Box from "@mui/material/Box";
import Drawer from "@mui/material/Drawer";
import IconButton from "@mui/material/IconButton";
import Toolbar from "@mui/material/Toolbar";
import useMediaQuery from "@mui/material/useMediaQuery";
import { useTheme } from "@mui/material/styles";
import { Suspense, useDeferredValue, useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, Outlet, useLocation, useParams } from "react-router";

import { ErrorState } from "@/components/ErrorState";
import { LoadingPage } from "@/components/LoadingPage";
import { LiveProvider } from "@/lib/live";
import { ApiError } from "@/lib/problem";
import { ScopeProvider, useMe, useScope, useTenant } from "@/lib/scope";

import { AccountMenu } from "./AccountMenu";
import { Brand } from "./Brand";
import { Freshness } from "./Freshness";
import { rememberScope } from "./lastScope";
import { AccountNavigation, Navigation } from "./Navigation";
import { ScopeSwitch } from "./ScopeSwitch";
import { TenantTheme } from "./TenantTheme";

const WIDTH = 248;

function Shell({ navigation, children, switcher }: { navigation: ReactNode; children: ReactNode; switcher?: ReactNode }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const wide = useMediaQuery(useTheme().breakpoints.up("md"), { noSsr: true });
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    setOpen(false);
    // Who cannot see that the page changed is brought to its beginning.
    if (shown.current !== pathname) document.getElementById("main")?.focus({ preventScroll: true });
    shown.current = pathname;
  }, [pathname]);
  const inside = (
    <>
      <Toolbar sx={{ px: 2 }}>
        <Brand />
      </Toolbar>
      {navigation}
    </>
  );
  return (
    <Box sx={{ display: "flex", minHeight: "100%" }}>
      <a className="skip-link" href="#main">
        {t("skip")}
      </a>
      <AppBar
        position="fixed"
        color="default"
        elevation={0}
        sx={{ width: { md: `calc(100% - ${WIDTH}px)` }, ml: { md: `${WIDTH}px` }, bgcolor: "background.paper", borderBottom: 1, borderColor: "divider" }}
      >
        <Toolbar sx={{ gap: 1 }}>
          <IconButton edge="start" aria-label={t("menu")} onClick={() => setOpen(true)} sx={{ display: { md: "none" } }}>
            <MenuIcon />
          </IconButton>
          <Box sx={{ flex: 1, minWidth: 0 }}>{switcher}</Box>
          <AccountMenu />
        </Toolbar>
      </AppBar>
      <Box component="nav" aria-label={t("navigation")} sx={{ width: { md: WIDTH }, flexShrink: { md: 0 } }}>
        {wide ? (
          <Box
            sx={{
              position: "fixed",
              inset: "0 auto 0 0",
              width: WIDTH,
              overflowY: "auto",
              bgcolor: "background.paper",
              borderRight: 1,
              borderColor: "divider",
            }}
          >
            {inside}
          </Box>
        ) : (
          <Drawer variant="temporary" open={open} onClose={() => setOpen(false)} sx={{ "& .MuiDrawer-paper": { width: WIDTH } }}>
            {inside}
          </Drawer>
        )}
      </Box>
      <Box component="main" id="main" tabIndex={-1} sx={{ flex: 1, minWidth: 0, p: { xs: 2, sm: 3 }, outline: "none" }}>
        <Toolbar />
        <Suspense fallback={<LoadingPage />}>{children}</Suspense>
      </Box>
    </Box>
  );
}

/** Who is not signed in goes to the login, and comes back to this address afterwards. */
function Entered({ tenant, children }: { tenant: string | null; children: ReactNode }) {
  const me = useMe(tenant);
  // What an answer brings is drawn when the browser has time for it, and so never holds up what is typed.
  const entered = useDeferredValue(me.data !== undefined);
  const { pathname, search } = useLocation();
  if (me.isPending || (me.data && !entered)) return <LoadingPage />;
  if (me.error instanceof ApiError && me.error.status === 401 && !me.data) {
    return <Navigate to={`/login?next=${encodeURIComponent(pathname + search)}`} replace />;
  }
  if (me.error && !me.data) return <ErrorState error={me.error} onRetry={() => void me.refetch()} />;
  return children;
}

/** The installation is for its administrators; others are led to where they belong. */
function Administrators({ children }: { children: ReactNode }) {
  const { data: me } = useMe(null);
  return me && !me.platform ? <Navigate to="/" replace /> : children;
}

function ScopeFrame() {
  const { tenant } = useScope();
  const { data: profile } = useTenant(tenant);
  useEffect(() => rememberScope(tenant ?? "platform"), [tenant]);
  return (
    <Entered tenant={tenant}>
      <LiveProvider>
        <Freshness />
        <TenantTheme tenant={profile}>
          <Shell navigation={<Navigation />} switcher={<ScopeSwitch />}>
            <Outlet />
          </Shell>
        </TenantTheme>
      </LiveProvider>
    </Entered>
  );
}

export function TenantLayout() {
  const { tenant = "" } = useParams();
  return (
    <ScopeProvider tenant={tenant} key={tenant}>
      <ScopeFrame />
    </ScopeProvider>
  );
}

export function PlatformLayout() {
  return (
    <ScopeProvider tenant={null}>
      <Administrators>
        <ScopeFrame />
      </Administrators>
    </ScopeProvider>
  );
}

export function AccountLayout() {
  return (
    <Entered tenant={null}>
      <Shell navigation={<AccountNavigation />} switcher={<ScopeSwitch />}>
        <Outlet />
      </Shell>
    </Entered>
  );
}

/** For those not signed in: one column. */
export function PublicLayout() {
  const { t } = useTranslation();
  return (
    <Box component="main" id="main" sx={{ minHeight: "100%", display: "flex", flexDirection: "column", alignItems: "center", p: 2, pt: { xs: 4, sm: 10 } }}>
      <Box sx={{ width: "100%", maxWidth: 440 }}>
        <Suspense fallback={<LoadingPage />}>
          <Outlet />
        </Suspense>
      </Box>
      <Box sx={{ mt: 3 }} aria-label={t("appearance")}>
        <AccountMenu signedIn={false} />
      </Box>
    </Box>
  );
}
