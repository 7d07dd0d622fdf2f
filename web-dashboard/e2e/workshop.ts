/** An installation with a plugin whose jobs take a while, and fail when they are to. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Omni, test as base } from "./omni";

const SOURCE = new URL("./workshop", import.meta.url).pathname;

/** As an installer would have left it: the package, and its dist-info beside it. */
function installed(site: string) {
  cpSync(SOURCE, join(site, "acme_workshop"), { recursive: true });
  const info = join(site, "acme_workshop-1.0.dist-info");
  mkdirSync(info);
  writeFileSync(join(info, "METADATA"), "Metadata-Version: 2.1\nName: acme-workshop\nVersion: 1.0\n");
  writeFileSync(join(info, "entry_points.txt"), "[omni.plugins]\nacme-workshop = acme_workshop.plugin:plugin\n");
}

/** As `test` of `omni.ts`, with `acme-workshop` installed. */
export const test = base.extend<object, { omni: Omni }>({
  omni: [
    async ({}, use) => {
      const site = mkdtempSync(join(tmpdir(), "omni-workshop-"));
      installed(site);
      const before = process.env.PYTHONPATH;
      process.env.PYTHONPATH = site;
      const omni = await Omni.start();
      await omni.setPassword(omni.setupLink);
      await use(omni);
      await omni.stop();
      if (before === undefined) delete process.env.PYTHONPATH;
      else process.env.PYTHONPATH = before;
      rmSync(site, { recursive: true, force: true });
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

/** A tenant that has the workshop. */
export async function workshop(omni: Omni, slug: string): Promise<string> {
  await omni.tenant(slug, `The ${slug}`);
  await omni.call("POST", "/plugins/acme-workshop/enable", { tenant: slug, body: {} });
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

export { expect } from "./omni";
