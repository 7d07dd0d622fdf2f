/** Permissions of roles as they shall be, before they are saved: only what differs is kept. */
import type { Role } from "@/core/roles/roles";

export type Drafts = ReadonlyMap<string, ReadonlySet<string>>;

export function has(drafts: Drafts, role: Role, permission: string): boolean {
  return drafts.get(role.name)?.has(permission) ?? role.permissions.includes(permission);
}

/** With one permission of one role the other way; a role that is as it was is no draft. */
export function toggled(drafts: Drafts, role: Role, permission: string): Drafts {
  const after = new Set(drafts.get(role.name) ?? role.permissions);
  if (!after.delete(permission)) after.add(permission);
  const next = new Map(drafts);
  const same = after.size === role.permissions.length && role.permissions.every((one) => after.has(one));
  if (same) next.delete(role.name);
  else next.set(role.name, after);
  return next;
}

/** How many permissions are otherwise. */
export function changes(drafts: Drafts, roles: Role[]): number {
  return roles.reduce((sum, role) => {
    const draft = drafts.get(role.name);
    if (!draft) return sum;
    const gone = role.permissions.filter((one) => !draft.has(one)).length;
    const added = [...draft].filter((one) => !role.permissions.includes(one)).length;
    return sum + gone + added;
  }, 0);
}
