import { LoginDialog } from "./LoginDialog";

/** The session is over: sign in without leaving the page. */
export default function SignInAgain(props: { onDone: () => void; onGiveUp: () => void }) {
  return <LoginDialog way="sign-in" {...props} />;
}
