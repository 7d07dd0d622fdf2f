import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it, vi } from "vitest";

import { CODE_STEP, FLOW } from "@/testing/login";
import { show } from "@/testing/render";
import { ME, api, problem, server } from "@/testing/server";
import { withTexts } from "@/testing/texts";

import { leave } from "@/core/login/leave";

import ProfilePage from "./ProfilePage";
import SecurityPage from "./SecurityPage";
import SessionsPage from "./SessionsPage";

vi.mock("@/core/login/leave");
withTexts("account", "login", "flatForm");

const TOTP = { method: "totp", title: "Authenticator app", kind: "possession" };
const PIGEON = { method: "pigeon", title: "Carrier pigeon", kind: "possession" };
const CODES = { method: "backup-codes", title: "Backup codes", kind: "recovery" };
const AVAILABLE = [TOTP, PIGEON, CODES].map((one) => ({ ...one, allowed: true }));
const NONE = { items: [], next: null };
const had = (one: typeof TOTP, usable = true) => ({ ...one, usable, created_at: "2026-01-01T00:00:00Z", used_at: null });

function factors(more: Record<string, unknown> = {}) {
  const body = { enrolled: [], available: AVAILABLE, required: false, due_at: null, notices: [], ...more };
  return http.get(api("/security/2fa"), () => HttpResponse.json(body));
}

beforeEach(() =>
  server.use(
    factors(),
    http.get(api("/security/devices"), () => HttpResponse.json(NONE)),
    http.get(api("/auth/identities"), () => HttpResponse.json(NONE)),
  ),
);

it("advises a second factor to whoever has none, and offers no backup codes alone", async () => {
  show(<SecurityPage />, { tenant: null });
  expect(await screen.findByText(/You have no second factor/)).toBeVisible();
  expect(screen.getByRole("button", { name: "Set up: Carrier pigeon" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Set up: Backup codes" })).toBeNull();
});

it("says from when a factor is required, what cannot be used now, and what its plugin has to say", async () => {
  const due_at = "2026-03-01T12:00:00Z";
  server.use(factors({ enrolled: [had(TOTP, false)], required: true, due_at, notices: ["Two backup codes are left."] }));
  show(<SecurityPage />, { tenant: null });
  expect(await screen.findByText(/a second factor is required of you/)).toHaveTextContent("2026");
  expect(screen.getByText("Cannot be used now")).toBeVisible();
  expect(screen.getByText("Two backup codes are left.")).toBeVisible();
});

it("sets up a factor in as many steps as it asks for, then offers backup codes", async () => {
  const sent: unknown[] = [];
  const view = (step: Record<string, unknown>) => HttpResponse.json({ flow_id: FLOW, method: "pigeon", step });
  const name = { type: "string", title: "The pigeon's name" };
  const steps = [
    problem(422, "invalid", { detail: "This is not right.", errors: [{ pointer: "#/answers", detail: "x", type: "x" }] }),
    view(CODE_STEP),
    view({ type: "done" }),
  ];
  server.use(
    http.post(api("/security/2fa/setup"), () => view({ ...CODE_STEP, method: "pigeon", schema: { required: ["name"], properties: { name } } })),
    http.post(api("/security/2fa/verify"), async ({ request }) => {
      sent.push(await request.json());
      return steps.shift() ?? HttpResponse.error();
    }),
  );
  show(<SecurityPage />, { tenant: null });
  await userEvent.click(await screen.findByRole("button", { name: "Set up: Carrier pigeon" }));
  const dialog = within(screen.getByRole("dialog"));
  await userEvent.type(await dialog.findByRole("textbox", { name: "The pigeon's name" }), "Ada");
  await userEvent.click(dialog.getByRole("button", { name: "Confirm" }));
  expect(await dialog.findByText("This is not right.")).toBeVisible();
  await userEvent.click(dialog.getByRole("button", { name: "Confirm" }));
  await userEvent.type(await dialog.findByRole("textbox", { name: "Code" }), "1");
  server.use(factors({ enrolled: [had(PIGEON)] }));
  await userEvent.click(dialog.getByRole("button", { name: "Confirm" }));
  expect(await dialog.findByText(/It is set up: Carrier pigeon/)).toBeVisible();
  expect(dialog.getByRole("button", { name: "Set up: Backup codes" })).toBeVisible();
  expect(sent.at(-1)).toEqual({ flow_id: FLOW, answers: { code: "1" } });
});

it("says why a factor cannot be set up, and lets one try again", async () => {
  server.use(http.post(api("/security/2fa/setup"), () => problem(403, "email-not-verified", { detail: "Confirm your address first." })));
  show(<SecurityPage />, { tenant: null });
  await userEvent.click(await screen.findByRole("button", { name: "Set up: Authenticator app" }));
  expect(await screen.findByText("Confirm your address first.")).toBeVisible();
  expect(screen.getByRole("button", { name: "Begin anew" })).toBeVisible();
});

it("prints, saves and copies backup codes", async () => {
  const user = userEvent.setup();
  const print = vi.spyOn(window, "print").mockImplementation(() => undefined);
  server.use(
    factors({ enrolled: [had(TOTP)] }),
    http.post(api("/security/2fa/setup"), () =>
      HttpResponse.json({ flow_id: FLOW, method: "backup-codes", step: { ...CODE_STEP, method: "backup-codes", show: { codes: "AAAA-1\nBBBB-2" } } }),
    ),
  );
  show(<SecurityPage />, { tenant: null });
  await user.click(await screen.findByRole("button", { name: "Set up: Backup codes" }));
  const list = await screen.findByRole("list", { name: "Backup codes" });
  expect(
    within(list)
      .getAllByRole("listitem")
      .map((one) => one.textContent),
  ).toEqual(["AAAA-1", "BBBB-2"]);
  await user.click(screen.getByRole("button", { name: "Print" }));
  expect(print).toHaveBeenCalledOnce();
  expect(document.querySelector(".omni-sheet")).toHaveTextContent("BBBB-2");
  const saved = vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:x");
  vi.spyOn(URL, "revokeObjectURL").mockImplementation(() => undefined);
  await user.click(screen.getByRole("button", { name: "Save as a file" }));
  expect(saved).toHaveBeenCalledOnce();
  await user.click(screen.getByRole("button", { name: "Copy" }));
  expect(await screen.findByRole("button", { name: "Copied" })).toBeVisible();
  expect(await navigator.clipboard.readText()).toBe("AAAA-1\nBBBB-2");
});

it("shows the errors of a new password at their fields", async () => {
  const errors = [{ pointer: "#/current", detail: "this is not your password", type: "x" }];
  server.use(http.post(api("/auth/password/change"), () => problem(422, "invalid", { errors })));
  show(<SecurityPage />, { tenant: null });
  await userEvent.click(screen.getByRole("button", { name: "Change the password" }));
  await userEvent.type(screen.getByLabelText("Present password"), "a");
  await userEvent.type(screen.getByLabelText("New password"), "b");
  await userEvent.click(screen.getByRole("button", { name: "Change" }));
  await waitFor(() => expect(screen.getByLabelText("Present password")).toHaveAccessibleDescription("this is not your password"));
});

it("says what a tenant's own session may not see", async () => {
  server.use(http.get(api("/security/2fa"), () => problem(403, "forbidden", { detail: "Sign in with your password for this." })));
  show(<SecurityPage />, { tenant: null });
  expect(await screen.findByText("Sign in with your password for this.")).toBeVisible();
});

it("connects an identity provider of a tenant", async () => {
  const sent = vi.fn();
  server.use(
    http.get(api("/auth/providers"), () => HttpResponse.json({ items: [{ provider: "oidc", connection: "main", title: "Acme ID", icon: null }], next: null })),
    http.post(api("/auth/link"), async ({ request }) => {
      sent(request.headers.get("Omni-Tenant"), await request.json());
      const step = { type: "redirect", url: "https://idp.example/", post: null };
      return HttpResponse.json({ flow_id: FLOW, expires_at: "2030-01-01T00:00:00Z", step, methods: [], providers: [], flow_token: null });
    }),
  );
  show(<SecurityPage />, { tenant: null });
  await userEvent.click(await screen.findByRole("button", { name: "Connect" }));
  await userEvent.click(await screen.findByRole("button", { name: "Acme ID" }));
  await waitFor(() => expect(leave).toHaveBeenCalledWith("https://idp.example/", null));
  expect(sent).toHaveBeenCalledWith("acme", { provider: "oidc", connection: "main", next: "/account/security" });
});

it("ends a session, and never offers to end the one at hand", async () => {
  const ended = vi.fn();
  const session = { kind: "browser", ip: "192.0.2.1", methods: ["pwd", "totp"], tenant_id: null, current: false };
  const times = {
    created_at: "2026-01-01T00:00:00Z",
    authenticated_at: "2026-01-01T00:00:00Z",
    seen_at: "2026-01-01T00:00:00Z",
    expires_at: "2030-01-01T00:00:00Z",
  };
  const items = [
    { ...session, ...times, id: "1", device: "Firefox on Linux", current: true },
    { ...session, ...times, id: "2", device: "Safari on iPhone" },
  ];
  server.use(
    http.get(api("/sessions"), () => HttpResponse.json({ items: ended.mock.calls.length ? items.slice(0, 1) : items, next: null })),
    http.delete(api("/sessions/2"), () => {
      ended();
      return new HttpResponse(null, { status: 204 });
    }),
  );
  show(<SessionsPage />, { tenant: null });
  expect((await screen.findAllByText(/by password, Authenticator app/)).length).toBe(2);
  expect(screen.queryByRole("button", { name: "End: Firefox on Linux" })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "End: Safari on iPhone" }));
  await userEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "End" }));
  await waitFor(() => expect(screen.queryByText("Safari on iPhone")).toBeNull());
});

it("erases an account only when its address was typed", async () => {
  const erased = vi.fn();
  server.use(
    http.delete(api("/auth/me"), () => {
      erased();
      return new HttpResponse(null, { status: 204 });
    }),
  );
  const { router } = show(<ProfilePage />, { tenant: null });
  await userEvent.click(await screen.findByRole("button", { name: "Erase the account" }));
  const dialog = within(screen.getByRole("dialog"));
  expect(dialog.getByRole("button", { name: "Erase the account" })).toBeDisabled();
  await userEvent.type(dialog.getByRole("textbox"), ME.email);
  await userEvent.click(dialog.getByRole("button", { name: "Erase the account" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/login"));
  expect(erased).toHaveBeenCalledOnce();
});

it("asks for the link again where the address is not confirmed", async () => {
  server.use(
    http.get(api("/auth/me"), () => HttpResponse.json({ ...ME, email_verified: false })),
    http.post(api("/auth/email/verify"), () => HttpResponse.json({ message: "x" }, { status: 202 })),
  );
  show(<ProfilePage />, { tenant: null });
  await userEvent.click(await screen.findByRole("button", { name: "Send the link again" }));
  expect(await screen.findByText(/A mail is on its way/)).toBeVisible();
});
