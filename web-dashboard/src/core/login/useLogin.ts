/** One login as it goes on, step by step; whatever is wrong is in `error`, and the step stays. */
import { useMutation } from "@tanstack/react-query";
import { useCallback, useState } from "react";

import type { Values } from "@/components/flat/schema";
import { ApiError } from "@/lib/problem";

import { choose, resume, take } from "./api";
import { leave } from "./leave";
import type { DoneStep, Login } from "./steps";

export interface LoginState {
  login: Login | null;
  /** Counts the steps, so that each begins with empty fields. */
  turn: number;
  error: Error | null;
  pending: boolean;
  /** The browser is on its way to another site. */
  leaving: boolean;
  /** Begin, or go on, with what the call answers. */
  run: (call: () => Promise<Login>) => void;
  answers: (values: Values) => void;
  method: (name: string) => void;
  restart: () => void;
}

const OVER = new Set([404, 410]);

export function useLogin({ onStep, onDone }: { onStep?: (login: Login | null) => void; onDone: (step: DoneStep) => void }): LoginState {
  const [login, setLogin] = useState<Login | null>(null);
  const [turn, setTurn] = useState(0);
  const [leaving, setLeaving] = useState(false);

  const settle = (next: Login) => {
    setTurn((before) => before + 1);
    if (next.step.type === "done") {
      onDone(next.step);
      return;
    }
    setLogin(next);
    onStep?.(next);
    if (next.step.type === "redirect") {
      setLeaving(true);
      leave(next.step.url, next.step.post);
    }
  };
  const mutation = useMutation({
    mutationFn: async (call: () => Promise<Login>) => {
      try {
        return await call();
      } catch (error) {
        // Another tab, or a second click, took this step: look where the login is by now.
        if (error instanceof ApiError && error.kind === "login-step-taken" && login) return resume(login.flowId);
        throw error;
      }
    },
    onSuccess: settle,
    onError: (error) => {
      if (!(error instanceof ApiError && OVER.has(error.status))) return;
      setLogin(null);
      onStep?.(null);
    },
  });
  const { mutate, reset } = mutation;
  const run = useCallback((call: () => Promise<Login>) => mutate(call), [mutate]);
  const flowId = login?.flowId ?? "";
  return {
    login,
    turn,
    error: mutation.error,
    pending: mutation.isPending || leaving,
    leaving,
    run,
    answers: (values) => run(() => take(flowId, values)),
    method: (name) => run(() => choose(flowId, name)),
    restart: () => {
      reset();
      setLogin(null);
      onStep?.(null);
    },
  };
}
