import { useTranslation } from "react-i18next";

import { useSay } from "@/components/Snacks";
import { ManyDialog } from "@/core/many/ManyDialog";

import { DeleteTenant } from "./DeleteTenant";
import { useTenantActions, type TenantItem } from "./api";

/** A question about one tenant, or some. */
export interface Asked {
  what: "suspend" | "resume" | "restore" | "delete";
  tenants: Pick<TenantItem, "slug" | "name" | "state" | "delete_after">[];
  onDone?: () => void;
}

/** The dialog that asks it. */
export function TenantDialogs({ asked, onClose, onDeleted }: { asked: Asked; onClose: () => void; onDeleted?: () => void }) {
  const { t } = useTranslation("tenants");
  const say = useSay();
  const { suspend, resume, reload } = useTenantActions();
  const { what, tenants, onDone } = asked;
  const [first] = tenants;
  if (!first) return null;
  if (what === "delete") {
    const gone = (now: boolean) => {
      say.done(t(now ? "delete.gone" : "delete.done", { name: first.name }));
      if (now) onDeleted?.();
    };
    return <DeleteTenant tenant={first} onDone={gone} onClose={onClose} />;
  }
  const about = { count: tenants.length, name: first.name };
  return (
    <ManyDialog
      title={t(`${what}.title`, about)}
      text={t(`${what}.text`)}
      action={t(`${what}.action`)}
      rows={tenants}
      nameOf={(tenant) => tenant.name}
      act={(tenant) => (what === "suspend" ? suspend : resume)(tenant.slug)}
      onDone={() => {
        reload();
        onDone?.();
      }}
      onClose={onClose}
    />
  );
}
