/** The plugin that `omni plugin new` writes, installed for the Omni of these tests alone: a folder on its PYTHONPATH. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { COMMAND, Omni, expect, test as base } from "./omni";

export const GREETER = "acme-greeter";
const PACKAGE = "acme_greeter";

/** As an installer leaves it: the package, and beside it what it says of itself. */
function install(folder: string): string {
  execFileSync(COMMAND, ["plugin", "new", GREETER, "--dir", folder], { env: environment(), stdio: "ignore" });
  const site = join(folder, "site");
  const info = join(site, `${PACKAGE}-0.1.0.dist-info`);
  mkdirSync(info, { recursive: true });
  cpSync(join(folder, GREETER, "src", PACKAGE), join(site, PACKAGE), { recursive: true });
  const [, points] = /\[project\.entry-points\."omni\.plugins"\]\n([^[]+)/.exec(readFileSync(join(folder, GREETER, "pyproject.toml"), "utf8")) ?? [];
  if (!points) throw new Error("the plugin names no entry point");
  writeFileSync(join(info, "METADATA"), `Metadata-Version: 2.1\nName: ${GREETER}\nVersion: 0.1.0\n`);
  writeFileSync(join(info, "entry_points.txt"), `[omni.plugins]\n${points.replaceAll('"', "")}`);
  return site;
}

function environment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("OMNI_")));
}

/** Switch it on in a tenant, with all that it asks for. */
export async function enable(omni: Omni, tenant: string, plugin = GREETER) {
  const { scopes } = await omni.call<{ scopes: unknown }>("GET", `/plugins/${plugin}`, { tenant });
  await omni.call("POST", `/plugins/${plugin}/enable`, { tenant, body: { grant: scopes } });
}

/** Tests with an Omni that has the plugin; on in no tenant yet. */
export const test = base.extend<object, { site: string }>({
  site: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), "omni-greeter-"));
      const before = process.env.PYTHONPATH;
      process.env.PYTHONPATH = install(folder);
      await use(process.env.PYTHONPATH);
      if (before === undefined) delete process.env.PYTHONPATH;
      else process.env.PYTHONPATH = before;
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: "worker", auto: true, timeout: 60_000 },
  ],
  omni: [
    async ({ site }, use) => {
      if (!site) throw new Error("the plugin is nowhere");
      const omni = await Omni.start();
      await omni.setPassword(omni.setupLink);
      await use(omni);
      await omni.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

export { expect };
