import { useEffect } from "react";

import { LoginDialog } from "./LoginDialog";
import { useWhose } from "./useWhose";

/** The session is over: sign in without leaving the page. Where nobody was signed in, there is no page to stay on. */
export default function SignInAgain({ onDone, onGiveUp }: { onDone: () => void; onGiveUp: () => void }) {
  const me = useWhose();
  const stranger = me === undefined;
  useEffect(() => {
    if (stranger) onGiveUp();
  }, [stranger, onGiveUp]);
  return stranger ? null : <LoginDialog way="sign-in" onDone={onDone} onGiveUp={onGiveUp} />;
}
