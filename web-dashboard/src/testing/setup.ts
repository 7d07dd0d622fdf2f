import "@testing-library/jest-dom/vitest";

import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll } from "vitest";

import { startI18n } from "@/lib/i18n";

import { server } from "./server";

// Long enough for a machine that is busy: a test waits no longer than it must.
configure({ asyncUtilTimeout: 15_000 });

beforeAll(async () => {
  localStorage.setItem("omni.language", "en");
  await startI18n();
  server.listen({ onUnhandledRequest: "error" });
});
afterEach(() => {
  cleanup();
  server.resetHandlers();
});
afterAll(() => server.close());

// jsdom has no layout: whatever scrolls is given room, and rows are low.
const SIZES = { offsetHeight: 50, offsetWidth: 1000, clientHeight: 600, clientWidth: 1000 };
for (const [name, value] of Object.entries(SIZES)) Object.defineProperty(HTMLElement.prototype, name, { configurable: true, value });
HTMLElement.prototype.getBoundingClientRect = () => DOMRect.fromRect({ width: 1000, height: 600 });
const LISTENERS = { addEventListener: () => undefined, removeEventListener: () => undefined, addListener: () => undefined, removeListener: () => undefined };
Object.defineProperty(window, "matchMedia", {
  value: (query: string) => ({ matches: false, media: query, ...LISTENERS }),
});
