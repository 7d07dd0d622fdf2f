import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useBlocker } from "react-router";

import { ConfirmDialog } from "./ConfirmDialog";

/** While it is on the page, leaving asks first: what was changed and not saved would be lost. */
export function Unsaved() {
  const { t } = useTranslation();
  const blocker = useBlocker(({ currentLocation, nextLocation }) => currentLocation.pathname !== nextLocation.pathname);
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, []);
  if (blocker.state !== "blocked") return null;
  return (
    <ConfirmDialog
      title={t("unsaved.title")}
      text={t("unsaved.text")}
      action={t("unsaved.leave")}
      destructive
      onConfirm={() => Promise.resolve(blocker.proceed())}
      onClose={() => blocker.reset()}
    />
  );
}
