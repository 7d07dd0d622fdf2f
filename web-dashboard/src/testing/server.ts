/** The API in component tests: each test says what it answers (`server.use(http.get(api("/jobs"), …))`). */
import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";

export const api = (path: string) => `${window.location.origin}/api/v1${path}`;

/** Somebody who may everything in the tenant `acme`. */
export const ME = {
  id: "019a0000-0000-7000-8000-000000000001",
  email: "ann@example.com",
  email_verified: true,
  name: "Ann",
  locale: "en",
  platform: true,
  tenants: [{ id: "019a0000-0000-7000-8000-00000000000a", slug: "acme", name: "Acme", roles: ["owner"] }],
  permissions: [],
  session: {},
};

export const TENANT = {
  id: "019a0000-0000-7000-8000-00000000000a",
  slug: "acme",
  name: "Acme",
  zone: "Europe/Berlin",
  locale: "en",
  currency: "EUR",
  state: "active",
  created_at: "2026-01-02T03:04:05Z",
};

export const server = setupServer(
  http.get(api("/auth/me"), () => HttpResponse.json(ME)),
  http.get(api("/tenants/acme"), () => HttpResponse.json(TENANT)),
);

/** A refusal as the API words it. */
export function problem(status: number, kind: string, more: Record<string, unknown> = {}) {
  return HttpResponse.json(
    { type: `/problems/${kind}`, title: kind, status, request_id: "r-1", ...more },
    { status, headers: { "content-type": "application/problem+json" } },
  );
}
