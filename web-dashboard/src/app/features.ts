/** All features, in no order. The frame composes them; they know nothing of each other. */
import type { Feature, FeaturePage, Place } from "./feature";

const found = import.meta.glob<{ feature: Feature }>("../features/*/feature.ts", { eager: true });

export const FEATURES: Feature[] = Object.values(found).map((module) => module.feature);

/** The pages of a place, with those that stand in both scopes. */
export function pagesOf(place: Place): FeaturePage[] {
  const shared = place === "tenant" || place === "platform";
  return FEATURES.flatMap((feature) => feature.pages).filter((page) => page.place === place || (shared && page.place === "both"));
}
