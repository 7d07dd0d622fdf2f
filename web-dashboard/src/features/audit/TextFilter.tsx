import TextField from "@mui/material/TextField";
import { useEffect, useState } from "react";

import { at } from "@/components/FormDialog";
import { useUrlState } from "@/lib/urlState";

const WAIT = 400;

interface Props {
  name: string;
  label: string;
  hint?: string;
  errors: Record<string, string>;
}

/** A text in the address, as soon as one stops typing. */
export function TextFilter({ name, label, hint, errors }: Props) {
  const [value, setValue] = useUrlState(name);
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => setValue(typed.trim()), WAIT);
    return () => clearTimeout(timer);
  }, [typed, value, setValue]);
  return <TextField type="search" label={label} value={typed} onChange={(event) => setTyped(event.target.value)} {...at(errors, name, hint)} />;
}
