// Write .br and .gz beside what compresses well, so that Omni serves them as they are.
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const OUT = process.env.DASHBOARD_OUT || new URL("../python/omni_dashboard/dist", import.meta.url).pathname;
const FOLDER = join(OUT, "assets");
const LEAST = 1024;

for (const name of await readdir(FOLDER)) {
  const path = join(FOLDER, name);
  if (!/\.(js|css|svg)$/.test(name) || (await stat(path)).size < LEAST) continue;
  const content = await readFile(path);
  await writeFile(`${path}.gz`, gzipSync(content, { level: 9 }));
  await writeFile(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
}
