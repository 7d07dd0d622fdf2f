import { HttpResponse, http } from "msw";
import { afterEach, expect, it, vi } from "vitest";

import { api, problem, server } from "@/testing/server";

import { answer, apiOf, send } from "./api";
import { ApiError, Unreachable } from "./problem";
import { asked, onQuestion, type Question } from "./prompts";

let undo: () => void = () => undefined;
afterEach(() => undo());

/** Somebody who answers; gives the questions as they come. */
function person(says: boolean): Question[] {
  const heard: Question[] = [];
  undo = onQuestion((question) => {
    heard.push(question);
    return Promise.resolve(says);
  });
  return heard;
}

/** Refuses until it is let through; gives the bodies that were sent. */
function guarded(kind: string, status: number, times = 1): string[] {
  const bodies: string[] = [];
  server.use(
    http.post(api("/tenants"), async ({ request }) => {
      bodies.push(await request.text());
      return bodies.length <= times ? problem(status, kind) : HttpResponse.json({ slug: "acme" });
    }),
  );
  return bodies;
}

const create = () => answer(apiOf(null).POST("/api/v1/tenants", { body: { slug: "acme", name: "Acme" } as never }));

it.each([
  ["unauthenticated", 401, "sign-in"],
  ["session-expired", 401, "sign-in"],
  ["reauthentication-required", 403, "reauthenticate"],
])("asks for what %s means, and sends the same once more", async (kind, status, question) => {
  const heard = person(true);
  const bodies = guarded(kind, status);
  expect(await create()).toEqual({ slug: "acme" });
  expect(heard).toEqual([question]);
  expect(bodies).toEqual([bodies[0], bodies[0]]);
  expect(bodies[0]).toContain("Acme");
});

it("raises what was refused when nobody answers", async () => {
  person(false);
  const bodies = guarded("session-expired", 401);
  await expect(create()).rejects.toMatchObject({ kind: "session-expired" });
  expect(bodies).toHaveLength(1);
});

it("does not ask for ever", async () => {
  const heard = person(true);
  const bodies = guarded("reauthentication-required", 403, 9);
  await expect(create()).rejects.toBeInstanceOf(ApiError);
  expect(heard).toHaveLength(1);
  expect(bodies).toHaveLength(2);
});

it("asks nobody on the pages where people sign in", async () => {
  const heard = person(true);
  guarded("unauthenticated", 401);
  await expect(answer(apiOf(null, { patient: false }).POST("/api/v1/tenants", { body: {} as never }))).rejects.toMatchObject({ status: 401 });
  expect(heard).toEqual([]);
});

it("asks for nothing where the answer is a plain no", async () => {
  const heard = person(true);
  guarded("permission-denied", 403);
  await expect(create()).rejects.toMatchObject({ kind: "permission-denied" });
  expect(heard).toEqual([]);
});

it("asks once, however many requests want to know", async () => {
  let settle: (done: boolean) => void = () => undefined;
  const ask = vi.fn(() => new Promise<boolean>((resolve) => (settle = resolve)));
  undo = onQuestion(ask);
  const both = Promise.all([asked("sign-in"), asked("sign-in")]);
  await Promise.resolve();
  settle(true);
  expect(await both).toEqual([true, true]);
  expect(ask).toHaveBeenCalledTimes(1);
  void asked("sign-in");
  await Promise.resolve();
  expect(ask).toHaveBeenCalledTimes(2);
  settle(false);
});

it("tells a failing network from a refusal, and what was called off from both", async () => {
  server.use(http.get(api("/auth/me"), () => HttpResponse.error()));
  await expect(answer(apiOf("acme").GET("/api/v1/auth/me"))).rejects.toBeInstanceOf(Unreachable);
  const stop = new AbortController();
  stop.abort();
  await expect(send(api("/auth/me"), { signal: stop.signal })).rejects.toMatchObject({ name: "AbortError" });
});

it("says in which tenant, or in none", async () => {
  const said: (string | null)[] = [];
  server.use(
    http.get(api("/auth/me"), ({ request }) => {
      said.push(request.headers.get("omni-tenant"));
      return HttpResponse.json({});
    }),
  );
  await answer(apiOf("acme").GET("/api/v1/auth/me"));
  await answer(apiOf(null).GET("/api/v1/auth/me"));
  expect(said).toEqual(["acme", null]);
  expect(apiOf("acme")).toBe(apiOf("acme"));
});
