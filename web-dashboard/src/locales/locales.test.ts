/** Every text in every language, every key that is used, and none that nobody uses any more. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { LANGUAGES } from "@/lib/i18n";

type Texts = Map<string, string>;
const HERE = join(process.cwd(), "src/locales");
const SOURCE = join(process.cwd(), "src");
const PLURAL = /_(zero|one|two|few|many|other)$/;

function flat(value: unknown, path: string, into: Texts): Texts {
  if (typeof value === "string") into.set(path, value);
  else for (const [name, below] of Object.entries(value as object)) flat(below, path ? `${path}.${name}` : name, into);
  return into;
}

/** By namespace. */
function textsOf(language: string): Map<string, Texts> {
  const names = readdirSync(join(HERE, language)).filter((name) => name.endsWith(".json"));
  return new Map(names.map((name) => [name.replace(".json", ""), flat(JSON.parse(readFileSync(join(HERE, language, name), "utf8")), "", new Map<string, string>())]));
}

const english = textsOf("en");
const values = (text: string) => [...text.matchAll(/\{\{\s*([\w.]+)/g)].map((found) => found[1]).sort();
const tags = (text: string) => [...text.matchAll(/<\/?\w+\/?>/g)].map((found) => found[0]).sort();

describe.each(Object.keys(LANGUAGES).filter((one) => one !== "en"))("%s", (language) => {
  const theirs = textsOf(language);

  it("has the same namespaces and keys", () => {
    expect([...theirs.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [name, texts] of english) expect([...(theirs.get(name)?.keys() ?? [])].sort(), name).toEqual([...texts.keys()].sort());
  });

  it("has the same values in its texts, and none is empty", () => {
    for (const [name, texts] of english) {
      for (const [key, text] of texts) {
        const other = theirs.get(name)?.get(key) ?? "";
        expect(other.trim(), `${name}:${key}`).not.toBe("");
        // "one" may say the number in a word.
        if (!PLURAL.test(key)) expect([values(other), tags(other)], `${name}:${key}`).toEqual([values(text), tags(text)]);
      }
    }
  });
});

// -- what the source uses

interface Use {
  file: string;
  /** The namespaces that this file takes its texts from. */
  namespaces: string[];
  key: string;
  /** Put together at run time: what is fixed of it, as a pattern. */
  pattern?: RegExp;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((one) => {
    const path = join(folder, one.name);
    if (one.isDirectory()) return one.name === "testing" || one.name === "api" ? [] : sources(path);
    return /\.tsx?$/.test(one.name) && !/\.test\.tsx?$/.test(one.name) ? [path] : [];
  });
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
/** Without comments, and with nothing in the places of templates. */
const bare = (text: string) => text.replace(/\/\*[^]*?\*\//g, "").replace(/\$\{[^}]*\}/g, "${}");
const FILES = sources(SOURCE).map((file) => ({ file: file.slice(SOURCE.length + 1), text: bare(readFileSync(file, "utf8")) }));

/** Keys in calls of `t(…)`, whole or as templates; `t(cond ? "a" : "b")` has two. */
function uses(): Use[] {
  const found: Use[] = [];
  for (const { file, text } of FILES) {
    const namespaces = [...text.matchAll(/useTranslation\(\s*\[?([^)\]]*)/g)].flatMap((call) => [...(call[1] ?? "").matchAll(/"([\w-]+)"/g)].map((one) => one[1] ?? ""));
    const from = namespaces.length === 0 || /useTranslation\(\s*\)/.test(text) ? [...namespaces, "common"] : namespaces;
    for (const call of text.matchAll(/(?<![\w.])t\(((?:[^()`"]|"[^"]*"|`[^`]*`|\([^()]*\))*?)[,)]/g)) {
      const given = call[1] ?? "";
      for (const key of given.matchAll(/(?:^|[?:]\s*)"([^"]+)"/g)) found.push({ file, namespaces: from, key: key[1] ?? "" });
      for (const made of given.matchAll(/(?:^|[?:]\s*)`([^`]+)`/g)) {
        const parts = (made[1] ?? "").split(/\$\{[^}]*\}/);
        found.push({ file, namespaces: from, key: made[1] ?? "", pattern: new RegExp(`^${parts.map(escaped).join(".+")}$`) });
      }
    }
  }
  return found;
}

const USES = uses();

function known({ namespaces, key, pattern }: Use): boolean {
  const [space, rest] = key.includes(":") ? key.split(/:(.*)/) : ["", key];
  const wanted = pattern && space ? new RegExp(`^${pattern.source.slice(1).replace(`${escaped(space)}:`, "")}`) : pattern;
  return (space ? [space] : namespaces).some((name) => {
    const keys = [...(english.get(name)?.keys() ?? [])];
    return wanted ? keys.some((one) => wanted.test(one.replace(PLURAL, "")) || wanted.test(one)) : keys.some((one) => one === rest || one.replace(PLURAL, "") === rest);
  });
}

it("looks at calls of t() at all", () => {
  expect(USES.length).toBeGreaterThan(30);
});

it("has a text for every key that is used", () => {
  expect(USES.filter((use) => !known(use)).map(({ file, key }) => `${file}: ${key}`)).toEqual([]);
});

it("has no text that nobody uses", () => {
  const all = FILES.map(({ text }) => text).join("\n");
  const patterns = USES.flatMap(({ pattern }) => (pattern ? [new RegExp(pattern.source.replace(/^\^(\w+):/, "^"))] : []));
  const unused = [...english].flatMap(([name, texts]) =>
    [...texts.keys()]
      .map((key) => key.replace(PLURAL, ""))
      .filter((key) => ![`"${key}"`, `:${key}"`, `"${name}:${key}"`].some((form) => all.includes(form)) && !patterns.some((pattern) => pattern.test(key)))
      .map((key) => `${name}:${key}`),
  );
  expect([...new Set(unused)]).toEqual([]);
});
