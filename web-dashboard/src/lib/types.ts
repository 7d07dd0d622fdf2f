import type { components } from "@/api/schema";

/** A model of the API by its name: `Schema<"TenantView">`. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];
