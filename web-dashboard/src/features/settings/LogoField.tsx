import ImageIcon from "@mui/icons-material/Image";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import FormHelperText from "@mui/material/FormHelperText";
import Typography from "@mui/material/Typography";
import { useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { PICTURES, pictureOf } from "./picture";

interface Props {
  /** As a `data:` address. */
  value: string | null;
  onChange: (value: string | null) => void;
  error?: string;
  disabled?: boolean;
}

/** A picture, chosen from a file and shown as it will be. */
export function LogoField({ value, onChange, error, disabled }: Props) {
  const { t } = useTranslation("tenancy");
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [unreadable, setUnreadable] = useState(false);
  const choose = async (file: File | undefined) => {
    if (!file) return;
    const picture = await pictureOf(file);
    setUnreadable(picture === null);
    if (picture) onChange(picture);
  };
  const wrong = unreadable ? t("logo.unreadable") : error;
  return (
    <Box role="group" aria-labelledby={id}>
      <Typography id={id} variant="body2" sx={{ fontWeight: 600, mb: 0.75 }}>
        {t("field.logo")}
      </Typography>
      <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: 1.5 }}>
        <Box sx={{ width: 64, height: 64, display: "grid", placeItems: "center", border: 1, borderColor: "divider", borderRadius: 1 }}>
          {value ? (
            <img src={value} alt={t("logo.preview")} width={56} height={56} style={{ objectFit: "contain" }} />
          ) : (
            <ImageIcon sx={{ color: "text.secondary" }} />
          )}
        </Box>
        {!disabled && (
          <>
            <input
              ref={input}
              type="file"
              accept={PICTURES.join(",")}
              aria-label={t("logo.choose")}
              hidden
              onChange={(event) => {
                void choose(event.target.files?.[0]);
                event.target.value = "";
              }}
            />
            <Button variant="outlined" size="small" onClick={() => input.current?.click()}>
              {t("logo.choose")}
            </Button>
            {value && (
              <Button
                size="small"
                onClick={() => {
                  setUnreadable(false);
                  onChange(null);
                }}
              >
                {t("logo.remove")}
              </Button>
            )}
          </>
        )}
      </Box>
      <FormHelperText error={wrong !== undefined} role={wrong ? "alert" : undefined}>
        {wrong ?? t("hint.logo")}
      </FormHelperText>
    </Box>
  );
}
