import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router";

import type { JsonSchema } from "@/components/flat/schema";
import { fieldErrors } from "@/lib/problem";
import { useMay } from "@/lib/scope";

import { RUN, useReportActions, useRun, type Chosen, type Download, type ReportType, type Run } from "../api";
import { sent } from "./ParameterFields";
import { differing, errorsByName, fromAddress, toAddress } from "./parameters";

/** What is chosen, the run that is shown, and how a new one begins. A page that is opened without a run begins one. */
export function useReportRun(type: ReportType) {
  const schema = type.parameters as JsonSchema;
  const may = useMay();
  const actions = useReportActions();
  const [params, setParams] = useSearchParams();
  const [chosen, setChosen] = useState<Chosen>(() => fromAddress(schema, params));
  const [file, setFile] = useState<Download | null>(null);
  const runId = params.get("_run") ?? "";
  const { data: run } = useRun(runId);
  const running = useMutation({
    mutationFn: (asked: Chosen) => actions.run(type.name, sent(schema, differing(schema, asked))),
    onSuccess: (made, asked) => open(made.id, asked),
  });
  const open = (id: string, asked: Chosen) => {
    setFile(null);
    setParams(
      (before) => {
        const after = toAddress(schema, asked, before);
        after.set("_run", id);
        return after;
      },
      { replace: true },
    );
  };
  const begin = () => running.mutate(chosen);
  const show = ({ id, parameters }: Run) => {
    const asked = parameters;
    setChosen(asked);
    open(id, asked);
    window.scrollTo({ top: 0 });
  };

  const begun = useRef(false);
  const wanted = runId === "" && may(RUN);
  const { mutate } = running;
  useEffect(() => {
    if (!wanted || begun.current) return;
    begun.current = true;
    mutate(chosen);
  }, [wanted, chosen, mutate]);

  const scheduleQuery = new URLSearchParams({ _new: type.name, _parameters: JSON.stringify(differing(schema, chosen)) }).toString();
  return {
    chosen,
    setChosen,
    run,
    runId,
    running: running.isPending,
    begin,
    errors: errorsByName(fieldErrors(running.error)),
    error: running.error,
    show,
    file,
    setFile,
    scheduleQuery,
  };
}
