import { configure, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, it } from "vitest";

import { show } from "@/testing/render";
import { ME, api, problem, server } from "@/testing/server";

import { spanned } from "./api";
import AuditPage from "./AuditPage";
import { changesOf } from "./Changes";

// The first page of a file has its texts to load.
configure({ asyncUtilTimeout: 10_000 });

const LOG = "/security/audit-logs";
const ENTRY = {
  id: "e1",
  seq: 7,
  time: "2026-03-01T08:59:00Z",
  type: "invoice.changed",
  actor: "account:a1",
  outcome: "success",
  ip: "192.0.2.1",
  request_id: "r1",
  resource: "Invoice:1",
  who: "Ann",
  user_agent: "Firefox",
  data: { before: { total: 1, note: "x" }, after: { total: 2, note: "x" } },
  hash: "00ff",
};
const POLICY = { calls: "none", rules: [{ pattern: "/api/v1/x*", calls: "all" }], retention_days: null };

beforeEach(() => {
  server.use(
    http.get(api(LOG), () => HttpResponse.json({ items: [ENTRY], next: null })),
    http.get(api(`${LOG}/e1`), () => HttpResponse.json(ENTRY)),
    http.get(api(`${LOG}/policy`), () => HttpResponse.json(POLICY)),
  );
});

it("shows an entry whole, with what was changed", async () => {
  show(<AuditPage />, { at: "/audit?entry=e1" });
  expect(await screen.findByText("Firefox")).toBeVisible();
  const changes = screen.getByRole("region", { name: "Changes" });
  expect(changes).toHaveTextContent("total12");
  expect(changes).not.toHaveTextContent("note");
  expect(screen.getByRole("link", { name: "Invoice:1" })).toHaveAttribute("href", "/audit?resource=Invoice%3A1");
});

it("tells a filter that is refused at its field, and keeps the filters", async () => {
  const errors = [{ parameter: "q", detail: "3 letters at least", type: "short" }];
  server.use(http.get(api(LOG), () => problem(422, "invalid", { errors })));
  show(<AuditPage />, { at: "/audit?q=ab" });
  expect(await screen.findByText("3 letters at least")).toBeVisible();
  expect(screen.getByLabelText("Text")).toHaveValue("ab");
});

it("says that the log is off", async () => {
  server.use(http.get(api(LOG), () => problem(404, "not-found")));
  show(<AuditPage />);
  expect(await screen.findByText("The audit log is not there")).toBeVisible();
});

it("keeps the export in the address, and links to its file", async () => {
  server.use(
    http.post(api(`${LOG}/export`), () => HttpResponse.json({ id: "x1.proof", state: "queued", progress: 0 }, { status: 202 })),
    http.get(api(`${LOG}/exports/x1.proof`), () =>
      HttpResponse.json({ id: "x1.proof", state: "done", progress: 1, error: null, entries: 3, url: "/blob/x", expires_at: "2026-03-01T09:15:00Z" }),
    ),
  );
  const { router } = show(<AuditPage />, { at: "/audit?outcome=success" });
  await userEvent.click(await screen.findByRole("button", { name: "Export the log" }));
  await userEvent.click(screen.getByRole("button", { name: "Begin" }));
  expect(await screen.findByRole("link", { name: "Download" })).toHaveAttribute("href", "/blob/x");
  expect(router.state.location.search).toBe("?outcome=success&export=x1.proof");
});

it("tells what is wrong with a rule at its field", async () => {
  const errors = [{ pointer: "/rules/1/pattern", detail: "it must not be empty", type: "short" }];
  server.use(http.put(api(`${LOG}/policy`), () => problem(422, "invalid", { errors })));
  show(<AuditPage />, { at: "/audit?view=policy" });
  await userEvent.click(await screen.findByRole("button", { name: "Add an exception" }));
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("it must not be empty")).toBeVisible();
  expect(screen.getByLabelText("Path of exception 2")).toBeInvalid();
});

it("shows the policy to whoever may not change it, to read", async () => {
  server.use(http.get(api("/auth/me"), () => HttpResponse.json({ ...ME, platform: false, permissions: ["audit-log.log.read"] })));
  show(<AuditPage />, { at: "/audit?view=policy" });
  expect(await screen.findByText("Only owners may change this.")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Save" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Export the log" })).toBeNull();
});

it("looks for a text in a month at most", () => {
  const now = Date.parse("2026-03-15T12:00:00Z");
  expect(spanned({ actor: "x" }, now)).toEqual({ actor: "x" });
  expect(spanned({ q: "abc" }, now)).toMatchObject({ from: "2026-02-13T00:00:00.000Z", to: "2026-03-16T00:00:00.000Z" });
  expect(spanned({ q: "abc", from: "2026-01-01T00:00:00Z" }, now)).toMatchObject({ to: "2026-02-01T00:00:00.000Z" });
});

it("finds the changes only where there are two states", () => {
  expect(changesOf({ before: null, after: { name: "x" } })).toEqual([{ field: "name", before: "", after: "x" }]);
  expect(changesOf({ after: { name: "x" } })).toEqual([]);
  expect(changesOf("text")).toEqual([]);
});
