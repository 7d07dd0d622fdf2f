/** The typed client. One per tenant: the header `Omni-Tenant` says whose data is meant. */
import createClient, { type Client } from "openapi-fetch";

import type { paths } from "@/api/schema";

import { Unreachable, problemOf } from "./problem";
import { asked, type Question } from "./prompts";

export type Api = Client<paths>;

const QUESTIONS: Record<string, Question> = {
  unauthenticated: "sign-in",
  "session-expired": "sign-in",
  "reauthentication-required": "reauthenticate",
};

/**
 * `fetch` that raises `ApiError` and `Unreachable`; with `patient`, what is missing (a session, a fresh sign-in) is asked
 * for over the page, and the request is sent once more.
 */
export async function send(input: RequestInfo | URL, init?: RequestInit, patient = true): Promise<Response> {
  const request = new Request(input, init);
  // What plugins say is answered in the language of the page.
  request.headers.set("Accept-Language", document.documentElement.lang);
  const again = patient ? request.clone() : null;
  let response: Response;
  try {
    response = await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new Unreachable(error);
  }
  if (response.ok) return response;
  const problem = await problemOf(response);
  const question = QUESTIONS[problem.kind];
  if (again && question && (await asked(question))) return send(again, undefined, false);
  throw problem;
}

/** The headers that say in which tenant. */
export function tenantHeaders(tenant: string | null): Record<string, string> {
  return tenant ? { "Omni-Tenant": tenant } : {};
}

const clients = new Map<string, Api>();

/** The client of a tenant, or of the installation (null). `patient: false` is for the pages on which people sign in. */
export function apiOf(tenant: string | null, { patient = true } = {}): Api {
  const key = `${tenant ?? ""} ${patient}`;
  let client = clients.get(key);
  if (!client) {
    client = createClient<paths>({
      baseUrl: window.location.origin,
      headers: tenantHeaders(tenant),
      fetch: (request) => send(request, undefined, patient),
    });
    clients.set(key, client);
  }
  return client;
}

/** What was answered; errors are raised by then. */
export async function answer<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T;
}
