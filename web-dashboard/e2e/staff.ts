/** People in a tenant, made by the API alone: starting a command for each takes seconds. */
import type { Omni } from "./omni";

/** The id of an account with `PASSWORD` that is a member; made once. */
export async function staff(omni: Omni, tenant: string, email: string, roles: string[]): Promise<string> {
  const { items } = await omni.call<{ items: { account_id: string }[] }>("GET", `/tenants/${tenant}/members?q=${encodeURIComponent(email)}`, { tenant });
  if (items[0]) return items[0].account_id;
  const { id } = await omni.call<{ id: string }>("POST", "/accounts", { body: { email, verified: true } });
  const { link } = await omni.call<{ link: string }>("POST", `/accounts/${id}/setup-link`);
  await omni.setPassword(link);
  await omni.call("POST", `/tenants/${tenant}/members`, { body: { email, roles }, tenant });
  return id;
}
