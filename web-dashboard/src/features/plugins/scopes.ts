/** What a plugin asks for, one thing at a time, so that each can be granted by itself. */
import type { Scopes } from "./api";

export interface Grant {
  scope: keyof Scopes;
  /** The host, event or plugin; empty for what is only yes or no. */
  value: string;
}

export const NOTHING: Scopes = { outbound: [], mail: false, sms: false, directory: false, metrics: false, events: [], data: [] };

export function grantsOf(scopes: Partial<Scopes>): Grant[] {
  return (Object.keys(NOTHING) as (keyof Scopes)[]).flatMap((scope): Grant[] => {
    const asked = scopes[scope];
    if (Array.isArray(asked)) return asked.map((value) => ({ scope, value }));
    return asked ? [{ scope, value: "" }] : [];
  });
}

export function scopesOf(grants: Grant[]): Scopes {
  const made: Scopes = { ...NOTHING, outbound: [], events: [], data: [] };
  for (const { scope, value } of grants) {
    if (scope === "outbound" || scope === "events" || scope === "data") made[scope].push(value);
    else made[scope] = true;
  }
  return made;
}

export const keyOf = (grant: Grant) => `${grant.scope} ${grant.value}`;
