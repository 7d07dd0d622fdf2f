import { expect, it } from "vitest";

import { ApiError, Unreachable, fieldErrors, problemOf } from "./problem";

const REFUSED = {
  type: "/problems/validation-failed",
  title: "Not valid",
  status: 422,
  request_id: "r-7",
  errors: [
    { pointer: "#/settings/url", detail: "no address", type: "url" },
    { pointer: "/settings/url", detail: "a second word on it", type: "url" },
    { pointer: null, parameter: "limit", detail: "too large", type: "less_than" },
    { pointer: null, parameter: null, detail: "about the whole", type: "value_error" },
  ],
};

it("names its kind, and the words for people", () => {
  const error = new ApiError(REFUSED);
  expect(error.kind).toBe("validation-failed");
  expect(error.message).toBe("Not valid");
  expect(new ApiError({ ...REFUSED, detail: "more exactly" }).message).toBe("more exactly");
});

it("gives each field its first error, by JSON pointer or parameter", () => {
  expect(fieldErrors(new ApiError(REFUSED))).toEqual({ "settings.url": "no address", limit: "too large" });
  expect(fieldErrors(new Error("of another kind"))).toEqual({});
  expect(fieldErrors(null)).toEqual({});
});

it("reads a problem, and leaves the answer readable", async () => {
  const answer = new Response(JSON.stringify(REFUSED), { status: 422 });
  expect((await problemOf(answer)).body.request_id).toBe("r-7");
  expect(answer.bodyUsed).toBe(false);
});

it("makes do with what is no problem: a proxy's page, nothing, other JSON", async () => {
  const bodies = ["<h1>Bad gateway</h1>", "", '{"detail":"no"}', "null"];
  for (const body of bodies) {
    const found = await problemOf(new Response(body, { status: 502, statusText: "Bad Gateway" }));
    expect([found.kind, found.status, found.message]).toEqual(["http-502", 502, "Bad Gateway"]);
  }
});

it("keeps what the network said", () => {
  const cause = new TypeError("Failed to fetch");
  expect(new Unreachable(cause).cause).toBe(cause);
});
