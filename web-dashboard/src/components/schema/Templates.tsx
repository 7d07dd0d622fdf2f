/** Titles and descriptions as text, not as headings: how deep a page's headings go is its own business. */
import Typography from "@mui/material/Typography";
import type { DescriptionFieldProps, TitleFieldProps } from "@rjsf/utils";

export function TitleField({ id, title, optionalDataControl }: TitleFieldProps) {
  return (
    <>
      <Typography id={id} component="div" sx={{ fontWeight: 600, mt: 1 }}>
        {title}
      </Typography>
      {optionalDataControl}
    </>
  );
}

export function DescriptionField({ id, description }: DescriptionFieldProps) {
  if (!description) return null;
  return (
    <Typography id={id} component="span" variant="body2" color="textSecondary" sx={{ display: "block", mt: 0.5 }}>
      {description}
    </Typography>
  );
}
