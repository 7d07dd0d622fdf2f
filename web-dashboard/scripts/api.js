// src/api/schema.d.ts from what `omni openapi` says; `--check` only compares.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const OMNI = process.env.OMNI_COMMAND ?? new URL("../../.venv/bin/omni", import.meta.url).pathname;
const PATH = new URL("../src/api/schema.d.ts", import.meta.url).pathname;

const document = JSON.parse(execFileSync(OMNI, ["config", "openapi"], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 }));
const text = `// Made by \`npm run api\` from Omni's OpenAPI; never edited.\n\n${astToString(await openapiTS(document))}`;
if (process.argv.includes("--check")) {
  if (readFileSync(PATH, "utf8") !== text) {
    console.error("src/api/schema.d.ts is not current: run `npm run api` in web-dashboard");
    process.exit(1);
  }
} else {
  writeFileSync(PATH, text);
}
