/** Plugins that only tests have: in a folder on Omni's PYTHONPATH, as an installer would have left them. */
import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = new URL("./strangers", import.meta.url).pathname;
export const GREETER = "acme-greeter";

/** What `omni plugin new acme-greeter` writes, and those of the folder beside this file. */
export function install(site: string, omni: (...words: string[]) => unknown) {
  omni("plugin", "new", GREETER, "--dir", site);
  cpSync(join(site, GREETER, "src"), site, { recursive: true });
  cpSync(FOLDER, site, { recursive: true });
  for (const name of ["acme_greeter", ...readdirSync(FOLDER)]) describe(site, name);
}

/** The dist-info of a package. */
function describe(site: string, name: string) {
  const id = name.replaceAll("_", "-");
  const info = join(site, `${name}-1.0.dist-info`);
  mkdirSync(info);
  writeFileSync(join(info, "METADATA"), `Metadata-Version: 2.1\nName: ${id}\nVersion: 1.0\n`);
  writeFileSync(join(info, "entry_points.txt"), `[omni.plugins]\n${id} = ${name}.plugin:plugin\n`);
}
