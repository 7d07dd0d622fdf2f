/** The addresses of all pages, read from the features themselves, so that none is forgotten. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { GREETER } from "./strangers";
import type { World } from "./world";

const FEATURES = new URL("../src/features", import.meta.url).pathname;
const BASES: Record<string, string> = { tenant: "/t/acme", platform: "/platform", account: "/account", public: "" };

export interface Address {
  /** For a file's name, and for people: `tenant-jobs-job`. */
  name: string;
  signedIn: boolean;
  of: (world: World) => string;
}

/** What stands for a parameter. */
const VALUES: Record<string, (world: World, place: string) => string> = {
  plugin: () => GREETER,
  page: () => "greetings",
  tenant: () => "acme",
  report: () => "sales",
  job: (world, place) => (place === "platform" ? world.platform : world.tenant).job,
  schedule: (world, place) => (place === "platform" ? world.platform : world.tenant).schedule,
};

function address(place: string, path: string): Address {
  const name = [place, ...path.split("/").map((part) => part.replace(":", ""))].filter(Boolean).join("-") || place;
  return {
    name,
    signedIn: place !== "public" || path === "choose",
    of: (world) =>
      [
        BASES[place],
        ...path.split("/").map((part) => {
          if (!part.startsWith(":")) return part;
          const value = VALUES[part.slice(1)];
          if (!value) throw new Error(`what stands for ${part} in ${path}?`);
          return value(world, place);
        }),
      ]
        .filter((part, at) => at === 0 || part !== "")
        .join("/"),
  };
}

export function everyPage(): Address[] {
  const found = readdirSync(FEATURES)
    .map((feature) => join(FEATURES, feature, "feature.ts"))
    .filter(existsSync)
    .flatMap((file) => [...readFileSync(file, "utf8").matchAll(/place:\s*"(\w+)",\s*path:\s*"([^"]*)"/g)].map((one) => [one[1] ?? "", one[2] ?? ""] as const));
  return (
    found
      .flatMap(([place, path]) => (place === "both" ? [address("tenant", path), address("platform", path)] : [address(place, path)]))
      // The installation has no plugins' pages of its own.
      .filter(({ name }) => name !== "platform-p-plugin-page")
  );
}
