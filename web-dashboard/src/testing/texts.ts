import { configure } from "@testing-library/react";
import i18next from "i18next";
import { beforeAll } from "vitest";

/** Have texts loaded before the first test, as the frame has them by the time that a page is looked at. */
export function withTexts(...namespaces: string[]) {
  beforeAll(async () => {
    // A machine short of time is no mistake of the page.
    configure({ asyncUtilTimeout: 8000 });
    await i18next.loadNamespaces(namespaces);
  });
}
