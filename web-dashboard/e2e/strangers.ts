/** Plugins that only tests have: in a folder of their own, found as an installer would have left them, by their dist-info. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { COMMAND, Omni, test as base } from "./omni";

const SHOWCASE = new URL("./showcase", import.meta.url).pathname;

function describe(site: string, id: string, name: string) {
  const info = join(site, `${name}-1.0.dist-info`);
  mkdirSync(info);
  writeFileSync(join(info, "METADATA"), `Metadata-Version: 2.1\nName: ${id}\nVersion: 1.0\n`);
  writeFileSync(join(info, "entry_points.txt"), `[omni.plugins]\n${id} = ${name}.plugin:plugin\n`);
}

/** What `omni plugin new acme-greeter` writes, and the showcase of this folder. */
function installed(site: string) {
  execFileSync(COMMAND, ["plugin", "new", "acme-greeter", "--dir", site], { stdio: "ignore" });
  cpSync(join(site, "acme-greeter", "src", "acme_greeter"), join(site, "acme_greeter"), { recursive: true });
  cpSync(SHOWCASE, join(site, "acme_showcase"), { recursive: true });
  describe(site, "acme-greeter", "acme_greeter");
  describe(site, "acme-showcase", "acme_showcase");
}

/** As `test` of `omni.ts`, in an installation that has `acme-greeter` and `acme-showcase`. */
export const test = base.extend<object, { omni: Omni }>({
  omni: [
    async ({}, use) => {
      const site = mkdtempSync(join(tmpdir(), "omni-strangers-"));
      installed(site);
      const before = process.env.PYTHONPATH;
      process.env.PYTHONPATH = [site, before].filter(Boolean).join(delimiter);
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

export { expect } from "./omni";
