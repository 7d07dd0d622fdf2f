"""Files of a report as CSV: tables, figures, definitions and what the report is about, in a zip."""
