import DownloadIcon from "@mui/icons-material/Download";
import PrintIcon from "@mui/icons-material/Print";
import ContentCopyIcon from "@mui/icons-material/ContentCopy";
import DoneIcon from "@mui/icons-material/Done";
import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import GlobalStyles from "@mui/material/GlobalStyles";
import { useState } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";

import { Copyable } from "@/components/Secret";
import { saveFile } from "@/lib/csv";

/** On paper stands the sheet alone, whatever page and dialogs are open. */
const PAPER = (
  <GlobalStyles
    styles={{
      ".omni-sheet": { display: "none" },
      "@media print": { "body > :not(.omni-sheet)": { display: "none !important" }, ".omni-sheet": { display: "block", padding: "2cm", color: "#000" } },
    }}
  />
);

function Sheet({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation("login");
  return createPortal(
    <div className="omni-sheet" aria-hidden>
      {PAPER}
      <h2>{title}</h2>
      <p>{t("shown.site", { site: window.location.host })}</p>
      <pre style={{ fontSize: "14pt", lineHeight: 1.8 }}>{text}</pre>
    </div>,
    document.body,
  );
}

/** Several lines, to be kept: printed, saved or copied. */
function Lines({ title, text, file }: { title: string; text: string; file: string }) {
  const { t } = useTranslation("login");
  const [copied, setCopied] = useState(false);
  return (
    <Box sx={{ display: "flex", flexDirection: "column", gap: 1.5 }}>
      <Alert severity="warning">{t("common:once")}</Alert>
      <Box
        component="ul"
        aria-label={title}
        sx={{
          m: 0,
          p: 1.5,
          listStyle: "none",
          border: 1,
          borderColor: "divider",
          borderRadius: 1,
          fontFamily: "monospace",
          display: "grid",
          gridTemplateColumns: { xs: "1fr", sm: "1fr 1fr" },
          gap: 0.75,
        }}
      >
        {text.split("\n").map((line) => (
          <li key={line}>{line}</li>
        ))}
      </Box>
      <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1 }}>
        <Button size="small" startIcon={<PrintIcon />} onClick={() => window.print()}>
          {t("shown.print")}
        </Button>
        <Button
          size="small"
          startIcon={<DownloadIcon />}
          onClick={() => saveFile(file, `${title}\n${window.location.host}\n\n${text}\n`, "text/plain;charset=utf-8")}
        >
          {t("shown.download")}
        </Button>
        {/* Browsers have no clipboard for pages by plain http. */}
        {"clipboard" in navigator && (
          <Button
            size="small"
            startIcon={copied ? <DoneIcon /> : <ContentCopyIcon />}
            onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
          >
            {copied ? t("common:copied") : t("shown.copy")}
          </Button>
        )}
      </Box>
      <Sheet title={title} text={text} />
    </Box>
  );
}

/** What a step shows beside its form, this once: a secret, backup codes. */
export function OnceShown({ show }: { show: Record<string, string> }) {
  const { t } = useTranslation("login");
  return (
    <>
      {Object.entries(show).map(([name, text]) => {
        const title = t(`shown.name.${name}`, { defaultValue: name });
        return text.includes("\n") ? (
          <Lines key={name} title={title} text={text} file={`omni-${name}.txt`} />
        ) : (
          <Box key={name}>
            <Box component="span" sx={{ display: "block", color: "text.secondary", fontSize: "0.875rem", mb: 0.5 }}>
              {title}
            </Box>
            <Copyable text={text} label={title} />
          </Box>
        );
      })}
    </>
  );
}
