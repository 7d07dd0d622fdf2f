/** What the pages of mailed links share. */
import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useEffect, useState, type ComponentType, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useNavigate } from "react-router";

import { useErrorText } from "@/components/ErrorState";

/** The token behind the "#", which leaves the address and the history at once; null where there is none. */
function useMailedToken(): string | null {
  const { hash, pathname } = useLocation();
  const navigate = useNavigate();
  const [token, setToken] = useState(hash.slice(1));
  useEffect(() => {
    if (!hash) return;
    setToken(hash.slice(1));
    void navigate(pathname, { replace: true });
  }, [hash, pathname, navigate]);
  return token || null;
}

export interface MailedProps {
  token: string | null;
}

/** A page that begins anew with each link, also with the next one in the same tab. */
export function mailedPage(Page: ComponentType<MailedProps>) {
  return function Mailed() {
    const token = useMailedToken();
    return <Page key={token} token={token} />;
  };
}

/** The link was cut short on its way. */
export function NoToken() {
  const { t } = useTranslation("login");
  return <Alert severity="error">{t("mailed.noToken")}</Alert>;
}

/** It is done, and what comes now. */
export function Finished({ text, action, to = "/login" }: { text: string; action?: string; to?: string }) {
  const { t } = useTranslation("login");
  return (
    <Box sx={{ display: "flex", flexDirection: "column", gap: 2 }}>
      <Alert severity="success">{text}</Alert>
      <Button component={Link} to={to} variant="contained" size="large">
        {action ?? t("signIn")}
      </Button>
    </Box>
  );
}

interface ConfirmProps {
  action: string;
  pending: boolean;
  error: Error | null;
  onConfirm: () => void;
  children?: ReactNode;
}

/** One click, since what looks through mails follows links, too. */
export function Confirm({ action, pending, error, onConfirm, children }: ConfirmProps) {
  const words = useErrorText();
  return (
    <Box sx={{ display: "flex", flexDirection: "column", gap: 2 }}>
      {children}
      {error && <Alert severity="error">{words(error)}</Alert>}
      <Button variant="contained" size="large" loading={pending} onClick={onConfirm}>
        {action}
      </Button>
    </Box>
  );
}
