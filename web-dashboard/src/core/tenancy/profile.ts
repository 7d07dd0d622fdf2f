/** What a tenant says of itself, and what there is to choose from. */
import type { Schema } from "@/lib/types";

export interface Profile {
  name: string;
  zone: string;
  locale: string;
  currency: string;
}

export function profileOf(tenant: Schema<"TenantItem">): Profile {
  return { name: tenant.name, zone: tenant.zone, locale: tenant.locale, currency: tenant.currency };
}

/** Whoever makes a tenant most likely sits where it is. */
export function newProfile(language: string): Profile {
  return { name: "", zone: Intl.DateTimeFormat().resolvedOptions().timeZone, locale: language, currency: "EUR" };
}

/** IANA names; UTC is not in every browser's list. */
export const ZONES: string[] = [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone")])];

export const CURRENCIES: string[] = Intl.supportedValuesOf("currency");

/** Those that people most often want; whatever else the API was told stays, and is offered, too. */
export const LOCALES = [
  ...["en", "en-AU", "en-CA", "en-GB", "en-IN", "en-US", "de", "de-AT", "de-CH", "fr", "fr-CA", "fr-CH", "it", "it-CH", "es", "es-MX", "pt", "pt-BR"],
  ...["nl", "da", "sv", "nb", "fi", "is", "et", "lv", "lt", "pl", "cs", "sk", "hu", "sl", "hr", "sr", "ro", "bg", "el", "tr", "uk", "ru", "ca"],
  ...["ar", "he", "hi", "id", "ja", "ko", "th", "vi", "zh", "zh-TW"],
];

/** What a code is called in the language of the page; the code itself where it has no name. */
export function nameOf(code: string, kind: "language" | "currency", language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: kind }).of(code) ?? code;
  } catch {
    return code; // half typed
  }
}

/** A short name for addresses, from the one for people: "Müller & Söhne" → "mueller-soehne". */
export function slugOf(name: string): string {
  const plain = name.toLowerCase().replaceAll("ä", "ae").replaceAll("ö", "oe").replaceAll("ü", "ue").replaceAll("ß", "ss").normalize("NFD");
  return plain
    .replace(/\p{Mn}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 63)
    .replace(/^-+|-+$/g, "");
}
