/** Texts: `src/locales/<language>/<namespace>.json`, a namespace per feature, loaded with its page. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;
const KEPT = "omni.language";

const files = import.meta.glob<{ default: Record<string, unknown> }>("../locales/*/*.json");

/** What was chosen here, or what the browser prefers. */
export function preferred(): Language {
  const wanted = [localStorage.getItem(KEPT) ?? "", ...navigator.languages];
  const found = wanted.map((one) => one.slice(0, 2)).find((one) => one in LANGUAGES);
  return (found as Language | undefined) ?? "en";
}

export async function setLanguage(language: Language) {
  localStorage.setItem(KEPT, language);
  await i18next.changeLanguage(language);
}

const loader = {
  type: "backend" as const,
  init: () => undefined,
  read: (language: string, namespace: string, done: (error: unknown, data: unknown) => void) => {
    const load = files[`../locales/${language}/${namespace}.json`];
    if (!load) done(new Error(`no texts ${language}/${namespace}`), null);
    else
      load().then(
        (module) => done(null, module.default),
        (error: unknown) => done(error, null),
      );
  },
};

export async function startI18n() {
  await i18next
    .use(loader)
    .use(initReactI18next)
    .init({
      lng: preferred(),
      fallbackLng: "en",
      supportedLngs: Object.keys(LANGUAGES),
      ns: ["common"],
      defaultNS: "common",
      interpolation: { escapeValue: false },
      returnNull: false,
    });
  document.documentElement.lang = i18next.language;
  i18next.on("languageChanged", (language) => {
    document.documentElement.lang = language;
  });
}
