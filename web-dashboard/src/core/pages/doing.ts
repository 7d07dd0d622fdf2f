import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useSay } from "@/components/Snacks";

import { parted, type Inputs } from "./openapi";
import { filled, useCall, useReread, type RouteRef, type Row } from "./source";

/** Calls a route with what a row and a form give, reads the page's sources again, and says that it was done. */
export function useDoing(route: RouteRef | null | undefined, title: string, row: Row) {
  const { t } = useTranslation("pages");
  const call = useCall();
  const reread = useReread();
  const say = useSay();
  return useMutation({
    mutationFn: async ({ inputs, answers = {} }: { inputs: Inputs; answers?: Row }) => {
      const { path, query, body } = parted(inputs, answers);
      const address = filled(route?.path ?? "", { ...row, ...path });
      if (!route || address === null) throw new Error(t("action.incomplete"));
      return call(route.method, address + query, body);
    },
    onSuccess: async () => {
      say.done(title ? t("action.done", { title }) : t("common:saved"));
      await reread();
    },
  });
}
