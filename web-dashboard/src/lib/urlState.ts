/** State that stands in the address, so that a link shows what one saw. */
import { useCallback } from "react";
import { useSearchParams } from "react-router";

/** `const [state, setState] = useUrlState("state")`: one parameter; the empty text is no parameter. */
export function useUrlState(name: string, initial = ""): [string, (value: string) => void] {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (value: string) => {
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          if (value === initial || value === "") after.delete(name);
          else after.set(name, value);
          return after;
        },
        { replace: true },
      );
    },
    [initial, name, setParams],
  );
  return [params.get(name) ?? initial, set];
}
