import ExpandMoreIcon from "@mui/icons-material/ExpandMore";
import Accordion from "@mui/material/Accordion";
import AccordionDetails from "@mui/material/AccordionDetails";
import AccordionSummary from "@mui/material/AccordionSummary";
import Box from "@mui/material/Box";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import Typography from "@mui/material/Typography";
import { useTranslation } from "react-i18next";

import { EmptyState } from "@/components/EmptyState";
import { SearchField } from "@/components/Filters";
import { JsonView } from "@/components/JsonView";
import { LoadingPage } from "@/components/LoadingPage";
import { useUrlState } from "@/lib/urlState";

import { Failed } from "../Failed";
import { usePlan, type Planned } from "./api";
import { propertiesOf } from "./properties";

/** The events that reports know, and what each has to say. */
export function Plan() {
  const { t } = useTranslation("analytics");
  const [sought] = useUrlState("q");
  const found = usePlan();
  if (found.error && !found.data) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <LoadingPage />;
  const words = sought.toLowerCase();
  const shown = found.data.events.filter(({ name, text }) => `${name} ${text}`.toLowerCase().includes(words));
  return (
    <>
      <Typography color="textSecondary" sx={{ mb: 2 }}>
        {t("plan.text")} {t(`plan.${found.data.others === "reject" ? "reject" : "accept"}`)}
      </Typography>
      <Box sx={{ mb: 2 }}>
        <SearchField label={t("plan.search")} />
      </Box>
      {shown.length === 0 && <EmptyState title={t("plan.none")} text={t("plan.noneText")} />}
      {shown.map((event) => (
        <PlannedEvent key={event.name} event={event} />
      ))}
    </>
  );
}

function PlannedEvent({ event }: { event: Planned }) {
  const { t } = useTranslation("analytics");
  return (
    <Accordion variant="outlined" disableGutters slotProps={{ heading: { component: "h2" }, transition: { unmountOnExit: true } }}>
      <AccordionSummary expandIcon={<ExpandMoreIcon />}>
        <Box sx={{ minWidth: 0 }}>
          <Box component="code" sx={{ fontWeight: 650, overflowWrap: "anywhere" }}>
            {event.name}
          </Box>
          <Typography component="span" variant="body2" color="textSecondary" sx={{ display: "block" }}>
            {event.text}
          </Typography>
        </Box>
      </AccordionSummary>
      <AccordionDetails sx={{ display: "grid", gap: 2, gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "minmax(0, 3fr) minmax(0, 2fr)" } }}>
        <Properties event={event} />
        <div>
          <Typography variant="h3" gutterBottom>
            {t("plan.example")}
          </Typography>
          <JsonView value={{ name: event.name, properties: event.example }} label={t("plan.exampleOf", { name: event.name })} />
        </div>
      </AccordionDetails>
    </Accordion>
  );
}

function Properties({ event }: { event: Planned }) {
  const { t } = useTranslation("analytics");
  const properties = propertiesOf(event.properties);
  return (
    <TableContainer tabIndex={0} role="group" aria-label={t("plan.propertiesOf", { name: event.name })}>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{t("plan.property")}</TableCell>
            <TableCell>{t("plan.type")}</TableCell>
            <TableCell>{t("plan.meaning")}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {properties.map(({ name, type, text, required }) => (
            <TableRow key={name}>
              <TableCell component="th" scope="row">
                <code>{name}</code>
                {required && (
                  <Typography variant="body2" color="textSecondary">
                    {t("plan.required")}
                  </Typography>
                )}
              </TableCell>
              <TableCell>{type}</TableCell>
              <TableCell>{text}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
