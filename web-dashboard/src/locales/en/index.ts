/** All texts of this language, by namespace; one file, since each that a page waits for is a moment more without it. */
export const texts = import.meta.glob<Record<string, unknown>>("./*.json", { eager: true, import: "default" });
