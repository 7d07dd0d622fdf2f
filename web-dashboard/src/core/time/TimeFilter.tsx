import { useUrlState } from "@/lib/urlState";

import { TimeField } from "./TimeField";

/** A point in time in the address. The whole moment stands there, so that a link means the same in every zone. */
export function TimeFilter({ name, label }: { name: string; label: string }) {
  const [value, setValue] = useUrlState(name);
  return (
    <span>
      <TimeField label={label} value={value} onChange={setValue} />
    </span>
  );
}
