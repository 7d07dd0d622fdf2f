import ContentCopyIcon from "@mui/icons-material/ContentCopy";
import DoneIcon from "@mui/icons-material/Done";
import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import IconButton from "@mui/material/IconButton";
import Tooltip from "@mui/material/Tooltip";
import { useState } from "react";
import { useTranslation } from "react-i18next";

/** A text with a button that copies it. */
export function Copyable({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const name = copied ? t("copied") : t("copy", { what: label });
  return (
    <Box sx={{ display: "flex", alignItems: "center", gap: 1, border: 1, borderColor: "divider", borderRadius: 1, p: 1 }}>
      <Box component="code" aria-label={label} sx={{ flex: 1, overflowWrap: "anywhere", fontFamily: "monospace" }}>
        {text}
      </Box>
      {/* Browsers give pages without https no clipboard. */}
      {window.isSecureContext && (
        <Tooltip title={name}>
          <IconButton size="small" aria-label={name} onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
            {copied ? <DoneIcon fontSize="small" /> : <ContentCopyIcon fontSize="small" />}
          </IconButton>
        </Tooltip>
      )}
    </Box>
  );
}

/** What is shown this once. */
export function Secret({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation();
  return (
    <Box sx={{ display: "flex", flexDirection: "column", gap: 1.5 }}>
      <Alert severity="warning">{t("once")}</Alert>
      <Copyable text={text} label={label} />
    </Box>
  );
}
