/**
 * Questions that a request may raise on its way, answered by a dialog over the page at hand, so that no form is lost:
 * `sign-in` when the session is over, `reauthenticate` when a route wants a fresh one.
 */
export type Question = "sign-in" | "reauthenticate";

type Ask = (question: Question) => Promise<boolean>;

let ask: Ask = () => Promise.resolve(false);
const open = new Map<Question, Promise<boolean>>();
/** Ends with the last answer: one question stands over the page at a time. */
let answered: Promise<unknown> = Promise.resolve();

/** Say who asks people; returns the undo. */
export function onQuestion(handler: Ask): () => void {
  ask = handler;
  return () => {
    ask = () => Promise.resolve(false);
  };
}

/** Ask once, however many requests want to know; true when the answer lets them try again. */
export function asked(question: Question): Promise<boolean> {
  let found = open.get(question);
  if (!found) {
    found = answered.then(() => ask(question)).finally(() => open.delete(question));
    open.set(question, found);
    answered = found.catch(() => undefined);
  }
  return found;
}
