import { expect, it } from "vitest";

import { isServed, localPath, tenantOf } from "./next";

it.each(["/", "/t/acme/plugins?q=1#x", "/platform", "/account/security", "/a//b"])("leads to %s", (path) => {
  expect(localPath(path)).toBe(path);
});

it.each([
  null,
  undefined,
  "",
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  " /x",
  "/x\\..\\evil",
  "javascript:alert(1)",
  "data:text/html,x",
  "evil.example/x",
  "?next=/x",
  "/\u0000/evil.example",
])("leads nowhere else: %j", (path) => {
  expect(localPath(path)).toBe("/");
});

it("knows what the server answers itself", () => {
  expect(["/api/v1/oauth?x=1", "/docs", "/docs/"].map(isServed)).toEqual([true, true, true]);
  expect(["/", "/apiary", "/t/api/docs", "/platform"].map(isServed)).toEqual([false, false, false, false]);
});

it("finds the tenant of a path", () => {
  expect([tenantOf("/t/acme/jobs?x"), tenantOf("/t/acme"), tenantOf("/platform")]).toEqual(["acme", "acme", null]);
});
