import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { useTranslation } from "react-i18next";

import { Section } from "@/components/Facts";

import type { Detail } from "./api";

function Names({ title, names }: { title: string; names: string[] }) {
  if (!names.length) return null;
  return (
    <Box sx={{ mb: 1.5 }}>
      <Typography variant="h3" gutterBottom>
        {title}
      </Typography>
      <Box component="ul" sx={{ m: 0, pl: 2.5, fontFamily: "monospace", fontSize: "0.85rem", overflowWrap: "anywhere" }}>
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </Box>
    </Box>
  );
}

/** What it brings. */
export function Contributions({ plugin }: { plugin: Detail }) {
  const { t } = useTranslation("plugins");
  if (!plugin.routes.length && !plugin.permissions.length) return null;
  return (
    <Section title={t("brings.title")}>
      <Names title={t("brings.permissions")} names={plugin.permissions} />
      <Names title={t("brings.routes")} names={plugin.routes} />
    </Section>
  );
}

/** Where the plugin's code failed, for whoever can mend it. */
export function Traceback({ title, about, text }: { title: string; about: string; text: string }) {
  const { t } = useTranslation("plugins");
  return (
    <Section title={title}>
      <Typography color="textSecondary" sx={{ mb: 1, overflowWrap: "anywhere" }}>
        {about}
      </Typography>
      <Box
        component="pre"
        tabIndex={0}
        role="region"
        aria-label={t("traceback.code")}
        sx={{
          m: 0,
          p: 1.5,
          maxHeight: 420,
          overflow: "auto",
          fontSize: "0.8rem",
          bgcolor: "background.default",
          border: 1,
          borderColor: "divider",
          borderRadius: 1,
        }}
      >
        {text}
      </Box>
    </Section>
  );
}
