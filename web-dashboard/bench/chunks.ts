/** What was built: each page of a feature in a file of its own. */
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";

const HERE = new URL("..", import.meta.url).pathname;
const BUILT = join(process.env.DASHBOARD_OUT || join(HERE, "python/omni_dashboard/dist"), "assets");

export function chunks(): { pages: number; largest: number; shared: number } {
  const folder = join(HERE, "src/features");
  const pages = readdirSync(folder)
    .map((feature) => join(folder, feature, "feature.ts"))
    .filter(existsSync)
    .flatMap((file) => [...readFileSync(file, "utf8").matchAll(/import\("([^"]+)"\)/g)].map((found) => basename(found[1] ?? "")));
  const built = readdirSync(BUILT).filter((name) => name.endsWith(".js"));
  const shared = [...new Set(pages)].filter((page) => !built.some((name) => name.startsWith(`${page}-`)));
  const sizes = readdirSync(BUILT)
    .filter((name) => name.endsWith(".js.br"))
    .map((name) => statSync(join(BUILT, name)).size);
  return { pages: new Set(pages).size, largest: Math.round(Math.max(...sizes, 0) / 1000), shared: shared.length };
}
