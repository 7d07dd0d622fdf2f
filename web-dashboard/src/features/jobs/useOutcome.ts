import { useTranslation } from "react-i18next";

import { useErrorText } from "@/components/ErrorState";
import { useSay } from "@/components/Snacks";

import type { Outcome } from "./bulk";

/** Say what came of an action over many. */
export function useOutcome(): (outcome: Outcome) => void {
  const { t } = useTranslation("jobs");
  const say = useSay();
  const words = useErrorText();
  return ({ done, failed, error }) => {
    if (failed === 0) say.done(t("bulk.done", { count: done }));
    else say.warn(t("bulk.partly", { done, failed, reason: words(error) }));
  };
}
