import Box from "@mui/material/Box";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useTranslation } from "react-i18next";

import { Facts, Section } from "@/components/Facts";
import { useUrlState } from "@/lib/urlState";

import { leaves, tables } from "./leaves";

/** What is in force, from omni.toml, the environment and the command line; changed there, and not here. */
export function Configuration({ table }: { table: Record<string, unknown> }) {
  const { t } = useTranslation("system");
  const [q, setQ] = useUrlState("q");
  const found = leaves(table).filter(([path]) => path.includes(q.trim().toLowerCase()));
  return (
    <Section title={t("configuration.title")}>
      <p>{t("configuration.text")}</p>
      <TextField type="search" label={t("configuration.search")} value={q} onChange={(event) => setQ(event.target.value)} sx={{ maxWidth: 320, mb: 1 }} />
      {tables(found).map(([name, rows]) => (
        <Box key={name} sx={{ mt: 2 }}>
          <Typography variant="h3" sx={{ mb: 1 }}>
            {name ? <code>{`[${name}]`}</code> : t("configuration.top")}
          </Typography>
          <Facts facts={rows.map(([key, value]) => ({ label: key, value: <code>{value}</code> }))} />
        </Box>
      ))}
      {found.length === 0 && <p>{t("configuration.none")}</p>}
    </Section>
  );
}
