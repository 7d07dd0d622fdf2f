import AccountCircleIcon from "@mui/icons-material/AccountCircle";
import ContrastIcon from "@mui/icons-material/Contrast";
import TranslateIcon from "@mui/icons-material/Translate";
import Box from "@mui/material/Box";
import Divider from "@mui/material/Divider";
import IconButton from "@mui/material/IconButton";
import MenuItem from "@mui/material/MenuItem";
import { useColorScheme } from "@mui/material/styles";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { LazyMenu } from "@/components/LazyMenu";
import { useSay } from "@/components/Snacks";
import { answer, apiOf } from "@/lib/api";
import { LANGUAGES, setLanguage, type Language } from "@/lib/i18n";
import { useMaybeScope, useMe } from "@/lib/scope";

function MenuButton({ label, icon, children }: { label: string; icon: ReactNode; children: (close: () => void) => ReactNode }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const close = () => setAnchor(null);
  return (
    <>
      <IconButton
        color="inherit"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {icon}
      </IconButton>
      <LazyMenu anchorEl={anchor} open={anchor !== null} onClose={close}>
        {children(close)}
      </LazyMenu>
    </>
  );
}

function Languages() {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  return (
    <MenuButton label={t("language")} icon={<TranslateIcon />}>
      {(close) =>
        Object.entries(LANGUAGES).map(([code, name]) => (
          <MenuItem
            key={code}
            lang={code}
            selected={i18n.language === code}
            onClick={() => {
              void setLanguage(code as Language).then(() => client.invalidateQueries());
              close();
            }}
          >
            {name}
          </MenuItem>
        ))
      }
    </MenuButton>
  );
}

function Themes() {
  const { t } = useTranslation();
  const { mode, setMode } = useColorScheme();
  return (
    <MenuButton label={t("theme.title")} icon={<ContrastIcon />}>
      {(close) =>
        (["light", "dark", "system"] as const).map((one) => (
          <MenuItem
            key={one}
            selected={mode === one}
            onClick={() => {
              setMode(one);
              close();
            }}
          >
            {t(`theme.${one}`)}
          </MenuItem>
        ))
      }
    </MenuButton>
  );
}

function Person() {
  const { t } = useTranslation();
  const say = useSay();
  const client = useQueryClient();
  const navigate = useNavigate();
  const scope = useMaybeScope();
  const { data: me } = useMe(scope?.tenant ?? null);
  const leave = async () => {
    try {
      await answer(apiOf(null, { patient: false }).POST("/api/v1/auth/logout"));
    } catch (error) {
      say.failed(error);
      return;
    }
    void navigate("/login");
    client.clear();
  };
  return (
    <MenuButton label={t("account.title")} icon={<AccountCircleIcon />}>
      {(close) => [
        <MenuItem key="who" disabled sx={{ "&.Mui-disabled": { opacity: 1 } }}>
          {me?.email}
        </MenuItem>,
        <Divider key="line" />,
        <MenuItem key="own" component={Link} to="/account" onClick={close}>
          {t("account.own")}
        </MenuItem>,
        <MenuItem key="leave" onClick={() => void leave()}>
          {t("account.signOut")}
        </MenuItem>,
      ]}
    </MenuButton>
  );
}

/** Language, theme, and what is about oneself. */
export function AccountMenu({ signedIn = true }: { signedIn?: boolean }) {
  return (
    <Box sx={{ display: "flex" }}>
      <Languages />
      <Themes />
      {signedIn && <Person />}
    </Box>
  );
}
