import ExpandMoreIcon from "@mui/icons-material/ExpandMore";
import Accordion from "@mui/material/Accordion";
import AccordionDetails from "@mui/material/AccordionDetails";
import AccordionSummary from "@mui/material/AccordionSummary";
import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { useTranslation } from "react-i18next";

import type { Definition } from "../api";

/** What each metric means, folded away. */
export function Definitions({ definitions }: { definitions: Definition[] }) {
  const { t } = useTranslation("analytics");
  if (definitions.length === 0) return null;
  return (
    <Accordion variant="outlined" disableGutters slotProps={{ heading: { component: "h2" }, transition: { unmountOnExit: true } }}>
      <AccordionSummary expandIcon={<ExpandMoreIcon />}>
        <Typography component="span" sx={{ fontWeight: 650 }}>
          {t("definitions")}
        </Typography>
      </AccordionSummary>
      <AccordionDetails>
        <Box component="dl" sx={{ m: 0, display: "grid", gap: 2 }}>
          {definitions.map(({ name, title, text, formula, source }) => (
            <div key={name}>
              <Typography component="dt" sx={{ fontWeight: 650 }}>
                {title}
              </Typography>
              <Box component="dd" sx={{ m: 0 }}>
                <Typography>{text}</Typography>
                {formula && (
                  <Box component="code" sx={{ display: "block", my: 0.5, overflowWrap: "anywhere", fontSize: "0.85rem" }}>
                    {formula}
                  </Box>
                )}
                {source && (
                  <Typography variant="body2" color="textSecondary">
                    {t("source", { source })}
                  </Typography>
                )}
              </Box>
            </div>
          ))}
        </Box>
      </AccordionDetails>
    </Accordion>
  );
}
