import FormControl from "@mui/material/FormControl";
import FormControlLabel from "@mui/material/FormControlLabel";
import FormLabel from "@mui/material/FormLabel";
import Radio from "@mui/material/Radio";
import RadioGroup from "@mui/material/RadioGroup";
import Typography from "@mui/material/Typography";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { FormDialog, at } from "@/components/FormDialog";
import { TimeField } from "@/core/time/TimeField";

import { useAuditActions } from "./api";

const FORMATS = ["jsonl", "csv"] as const;

/** Which entries, in which form. Times begin as those that one filters by. */
export function ExportDialog({ onClose }: { onClose: (begun: string) => void }) {
  const { t } = useTranslation("audit");
  const [params] = useSearchParams();
  const { beginExport } = useAuditActions();
  const [format, setFormat] = useState<(typeof FORMATS)[number]>("jsonl");
  const [from, setFrom] = useState(params.get("from") ?? "");
  const [to, setTo] = useState(params.get("to") ?? "");
  const begun = useRef("");
  const submit = async () => {
    begun.current = (await beginExport({ format, from: from || null, to: to || null })).id;
  };
  return (
    <FormDialog title={t("export.title")} action={t("export.begin")} onSubmit={submit} onClose={() => onClose(begun.current)}>
      {(errors) => (
        <>
          <Typography>{t("export.text")}</Typography>
          <FormControl>
            <FormLabel id="audit-format">{t("export.format")}</FormLabel>
            <RadioGroup aria-labelledby="audit-format" value={format} onChange={(_, value) => setFormat(FORMATS.find((one) => one === value) ?? "jsonl")}>
              {FORMATS.map((one) => (
                <FormControlLabel key={one} value={one} control={<Radio />} label={t(`export.${one}`)} />
              ))}
            </RadioGroup>
          </FormControl>
          <TimeField label={t("filter.from")} value={from} onChange={setFrom} {...at(errors, "from", t("export.fromHint"))} />
          <TimeField label={t("filter.to")} value={to} onChange={setTo} {...at(errors, "to", t("export.toHint"))} />
        </>
      )}
    </FormDialog>
  );
}
