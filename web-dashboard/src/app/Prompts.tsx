/** Dialogs over the page at hand that a request may need: sign in again, or prove again who one is. */
import { useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy, useEffect, useRef, useState } from "react";

import { onQuestion, type Question } from "@/lib/prompts";

const SignInAgain = lazy(() => import("@/core/login/SignInAgain"));
const Reauthenticate = lazy(() => import("@/core/login/Reauthenticate"));

export function Prompts() {
  const client = useQueryClient();
  const [question, setQuestion] = useState<Question | null>(null);
  const answerTo = useRef<((done: boolean) => void) | null>(null);

  useEffect(
    () =>
      onQuestion(
        (asked) =>
          new Promise((resolve) => {
            answerTo.current = resolve;
            setQuestion(asked);
          }),
      ),
    [],
  );

  const finish = (done: boolean) => {
    setQuestion(null);
    answerTo.current?.(done);
    answerTo.current = null;
    if (done) void client.invalidateQueries();
  };
  return (
    <Suspense fallback={null}>
      {question === "sign-in" && <SignInAgain onDone={() => finish(true)} onGiveUp={() => finish(false)} />}
      {question === "reauthenticate" && <Reauthenticate onDone={() => finish(true)} onGiveUp={() => finish(false)} />}
    </Suspense>
  );
}
