import Alert from "@mui/material/Alert";
import Snackbar from "@mui/material/Snackbar";
import { createContext, useContext, useMemo, useState, type ReactNode } from "react";

import { useErrorText } from "./ErrorState";

interface Snack {
  text: string;
  severity: "success" | "error" | "info" | "warning";
}

interface Say {
  done: (text: string) => void;
  warn: (text: string) => void;
  failed: (error: unknown) => void;
}

const SnackContext = createContext<Say | null>(null);

/** Short messages at the edge of the page. */
export function Snacks({ children }: { children: ReactNode }) {
  const [snack, setSnack] = useState<Snack | null>(null);
  const words = useErrorText();
  const say = useMemo<Say>(
    () => ({
      done: (text) => setSnack({ text, severity: "success" }),
      warn: (text) => setSnack({ text, severity: "warning" }),
      failed: (error) => setSnack({ text: words(error), severity: "error" }),
    }),
    [words],
  );
  return (
    <SnackContext value={say}>
      {children}
      <Snackbar
        open={snack !== null}
        autoHideDuration={snack?.severity === "error" ? null : 6000}
        onClose={(_, reason) => reason !== "clickaway" && setSnack(null)}
      >
        {snack ? (
          <Alert severity={snack.severity} variant="outlined" sx={{ bgcolor: "background.paper" }} onClose={() => setSnack(null)}>
            {snack.text}
          </Alert>
        ) : undefined}
      </Snackbar>
    </SnackContext>
  );
}

/** `const say = useSay(); say.done(t("saved"))`. */
export function useSay(): Say {
  const found = useContext(SnackContext);
  if (!found) throw new Error("useSay() is for what stands within <Snacks>");
  return found;
}
