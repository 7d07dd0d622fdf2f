/** The plugin `acme-workshop`, whose jobs take a while, and fail when they are to. */
import type { Omni } from "./omni";

/** A tenant that has the workshop. */
export async function workshop(omni: Omni, slug: string): Promise<string> {
  await omni.tenant(slug, `The ${slug}`);
  await omni.enable(slug, "acme-workshop");
  return slug;
}

/** Begin a job of the workshop; its id. */
export async function work(omni: Omni, tenant: string, what: string): Promise<string> {
  return (await omni.call<{ id: string }>("POST", `/x/acme-workshop/${what}`, { tenant })).id;
}

/** Whether there is glue: without it jobs and deliveries fail for good. */
export async function glue(omni: Omni, tenant: string, there: boolean): Promise<void> {
  await omni.call("PATCH", "/plugins/acme-workshop/settings", { tenant, body: { glue: there } });
}
