import { LoginDialog } from "./LoginDialog";

/** What was asked for wants a fresh sign-in: prove again who one is. */
export default function Reauthenticate(props: { onDone: () => void; onGiveUp: () => void }) {
  return <LoginDialog way="reauthenticate" {...props} />;
}
