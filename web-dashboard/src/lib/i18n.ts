/** Texts: `src/locales/<language>/<namespace>.json`, a namespace per feature; those of a language come together. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;
const KEPT = "omni.language";

const load: Record<Language, () => Promise<{ texts: Record<string, Record<string, unknown>> }>> = {
  en: () => import("@/locales/en"),
  de: () => import("@/locales/de"),
};

/** What was chosen here, or what the browser prefers. */
export function preferred(): Language {
  const wanted = [localStorage.getItem(KEPT) ?? "", ...navigator.languages];
  const found = wanted.map((one) => one.slice(0, 2)).find((one) => one in LANGUAGES);
  return (found as Language | undefined) ?? "en";
}

/** By namespace: `./jobs.json` is `jobs`. */
async function textsOf(language: Language): Promise<Record<string, Record<string, unknown>>> {
  const { texts } = await load[language]();
  return Object.fromEntries(Object.entries(texts).map(([path, found]) => [path.replace(/^\.\/|\.json$/g, ""), found]));
}

export async function setLanguage(language: Language) {
  localStorage.setItem(KEPT, language);
  for (const [namespace, texts] of Object.entries(await textsOf(language))) i18next.addResourceBundle(language, namespace, texts);
  await i18next.changeLanguage(language);
}

/** What is asked of the API meanwhile is asked in this language already. */
export async function startI18n() {
  const language = preferred();
  document.documentElement.lang = language;
  await i18next.use(initReactI18next).init({
    lng: language,
    supportedLngs: Object.keys(LANGUAGES),
    fallbackLng: false,
    resources: { [language]: await textsOf(language) },
    defaultNS: "common",
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  i18next.on("languageChanged", (next) => {
    document.documentElement.lang = next;
  });
}
