import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it, vi } from "vitest";

import { leave } from "@/core/login/leave";
import { CODE_STEP, FLOW, METHODS, done, login } from "@/testing/login";
import { show } from "@/testing/render";
import { api, problem, server } from "@/testing/server";
import { withTexts } from "@/testing/texts";

import LoginPage from "./LoginPage";

vi.mock("@/core/login/leave");
withTexts("login", "flatForm");

const FAILED = () => problem(401, "login-failed", { detail: "The password is wrong." });
let sent: unknown[] = [];

/** Answers to one path, one after the other; what was sent is kept. */
function answers(path: string, ...replies: (() => Response)[]) {
  server.use(
    http.post(api(path), async ({ request }) => {
      sent.push(await request.json());
      return (replies.length > 1 ? replies.shift() : replies[0])?.() ?? HttpResponse.error();
    }),
  );
}
const json = (body: Record<string, unknown>) => () => HttpResponse.json(body);

beforeEach(() => {
  sent = [];
  vi.mocked(leave).mockClear();
  server.use(http.get(api("/auth/me"), () => problem(401, "unauthenticated")));
});

async function enter(password = "correct horse") {
  await userEvent.type(await screen.findByRole("textbox", { name: "E-mail address" }), "ann@example.com");
  await userEvent.type(screen.getByLabelText(/^Password/), password);
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
}

it("signs in, and goes on at the path that was wanted", async () => {
  answers("/auth/login", FAILED, json(done({ next: "/t/acme/jobs?state=failed" })));
  const { router } = show(<LoginPage />, { at: "/login?next=/t/acme/jobs?state=failed" });
  await enter("wrong");
  expect(await screen.findByText("The password is wrong.")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/t/acme/jobs"));
  expect(sent[1]).toMatchObject({ email: "ann@example.com", next: "/t/acme/jobs?state=failed", client: "browser" });
});

it.each(["//evil.example", "https://evil.example/", "/\\evil.example", "/%09/../\\evil"])("leads nowhere but here: %s", async (next) => {
  answers("/auth/login", json(done({ next: decodeURIComponent(next) })));
  const { router } = show(<LoginPage />, { at: `/login?next=${encodeURIComponent(decodeURIComponent(next))}` });
  await enter();
  await waitFor(() => expect(router.state.location.pathname).toBe("/"));
  expect(sent[0]).toMatchObject({ next: "/" });
  expect(leave).not.toHaveBeenCalled();
});

it("has the browser load what is no page of the dashboard", async () => {
  answers("/auth/login", json(done({ next: "/docs/" })));
  show(<LoginPage />, { at: "/login?next=/docs/" });
  await enter();
  await waitFor(() => expect(leave).toHaveBeenCalledWith("/docs/", null));
});

it("asks for a factor that it knows nothing of, by its schema, and lets one choose another", async () => {
  const pigeon = {
    ...CODE_STEP,
    method: "pigeon",
    text: "What does the note say?",
    schema: { required: ["note"], properties: { note: { type: "string", title: "The pigeon's note" }, wet: { type: "boolean", title: "It was wet" } } },
  };
  answers("/auth/login", json(login(CODE_STEP, METHODS)));
  answers(`/auth/login/${FLOW}/step`, json(login(pigeon, METHODS)), FAILED, json(done()));
  const { router } = show(<LoginPage />, { at: "/login" });
  await enter();
  expect(await screen.findByRole("heading", { name: "Authenticator app" })).toBeVisible();
  expect(router.state.location.search).toBe(`?flow=${FLOW}`);
  await userEvent.click(screen.getByRole("button", { name: "Use this instead: Carrier pigeon" }));
  await userEvent.type(await screen.findByRole("textbox", { name: "The pigeon's note" }), "coo");
  await userEvent.click(screen.getByRole("checkbox", { name: "It was wet" }));
  await userEvent.click(screen.getByRole("button", { name: "Continue" }));
  expect(await screen.findByText("The password is wrong.")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Continue" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/"));
  expect(sent.slice(1)).toEqual([
    { answers: null, method: "pigeon" },
    { answers: { note: "coo", wet: true }, method: null },
    { answers: { note: "coo", wet: true }, method: null },
  ]);
});

it("offers to trust the browser where the policy allows it, and to send a code anew", async () => {
  const mail = [{ method: "email", title: "E-mail", kind: "mail" }];
  answers("/auth/login", json(login({ ...CODE_STEP, method: "email", remember_days: 14 }, mail)));
  answers(`/auth/login/${FLOW}/step`, json(login({ ...CODE_STEP, method: "email", remember_days: 14 }, mail)), json(done()));
  show(<LoginPage />, { at: "/login" });
  await enter();
  await userEvent.click(await screen.findByRole("button", { name: "Send a new code" }));
  await waitFor(() => expect(sent[1]).toEqual({ answers: null, method: "email" }));
  await userEvent.type(await screen.findByRole("textbox", { name: "Code" }), "123456");
  await userEvent.click(screen.getByRole("checkbox", { name: "Do not ask again in this browser for 14 days" }));
  await userEvent.click(screen.getByRole("button", { name: "Continue" }));
  await waitFor(() => expect(sent[2]).toEqual({ answers: { code: "123456", remember_device: true }, method: null }));
});

it("enrols a factor on the way: QR code and secret as the step says", async () => {
  const step = { ...CODE_STEP, qr: "<svg xmlns='http://www.w3.org/2000/svg'/>", qr_text: "otpauth://x", show: { secret: "ABCDEF" } };
  answers("/auth/login", json(login(step, METHODS)));
  show(<LoginPage />, { at: "/login" });
  await enter();
  expect(await screen.findByRole("img", { name: /QR code/ })).toHaveAttribute("src", expect.stringMatching(/^data:image\/svg\+xml/));
  expect(screen.getByText("ABCDEF")).toBeVisible();
  expect(screen.queryByRole("checkbox")).toBeNull();
});

it.each([[null], [{ RelayState: "x" }]])("goes to an identity provider of the tenant: post %j", async (post) => {
  server.use(
    http.get(api("/auth/providers"), ({ request }) => {
      expect(new URL(request.url).searchParams.get("tenant")).toBe("acme");
      return HttpResponse.json({ items: [{ provider: "saml", connection: "main", title: "Acme ID", icon: "key" }], next: null });
    }),
  );
  answers("/auth/login", json(login({ type: "redirect", url: "https://idp.example/sso", post })));
  show(<LoginPage />, { at: "/login?next=/t/acme/jobs" });
  await userEvent.click(await screen.findByRole("button", { name: "Sign in with Acme ID" }));
  await waitFor(() => expect(leave).toHaveBeenCalledWith("https://idp.example/sso", post));
  expect(sent[0]).toMatchObject({ tenant: "acme", provider: "saml", connection: "main", next: "/t/acme/jobs", password: null });
  expect(screen.getByRole("status")).toHaveTextContent("on your way");
});

it("finds the organisation by its name, and says when there is none", async () => {
  server.use(http.get(api("/auth/providers"), () => problem(404, "not-found")));
  const { router } = show(<LoginPage />, { at: "/login" });
  await userEvent.click(await screen.findByRole("button", { name: "Sign in through your organisation" }));
  await userEvent.type(screen.getByRole("textbox", { name: "Organisation" }), "Nobody");
  await userEvent.click(screen.getByRole("button", { name: "Find" }));
  expect(await screen.findByText("There is no organisation of that name.")).toBeVisible();
  expect(router.state.location.search).toBe("?tenant=nobody");
});

it("goes on with the login of the address; begins anew when that is over", async () => {
  server.use(http.get(api(`/auth/login/${FLOW}`), () => HttpResponse.json(login(CODE_STEP, METHODS))));
  answers(`/auth/login/${FLOW}/step`, () => problem(410, "login-expired", { detail: "It took too long." }));
  const { router } = show(<LoginPage />, { at: `/login?flow=${FLOW}` });
  await userEvent.type(await screen.findByRole("textbox", { name: "Code" }), "123456");
  await userEvent.click(screen.getByRole("button", { name: "Continue" }));
  expect(await screen.findByText("It took too long.")).toBeVisible();
  expect(screen.getByRole("textbox", { name: "E-mail address" })).toBeVisible();
  expect(router.state.location.search).toBe("");
});

it("looks where the login is when another tab took the step", async () => {
  server.use(http.get(api(`/auth/login/${FLOW}`), () => HttpResponse.json(login({ ...CODE_STEP, method: "pigeon" }, METHODS))));
  answers("/auth/login", json(login(CODE_STEP, METHODS)));
  answers(`/auth/login/${FLOW}/step`, () => problem(409, "login-step-taken"));
  show(<LoginPage />, { at: "/login" });
  await enter();
  await userEvent.type(await screen.findByRole("textbox", { name: "Code" }), "123456");
  await userEvent.click(screen.getByRole("button", { name: "Continue" }));
  expect(await screen.findByRole("heading", { name: "Carrier pigeon" })).toBeVisible();
});

it("shows warnings before it goes on", async () => {
  answers("/auth/login", json(done({ next: "/t/acme", warnings: ["factor-due", "Two backup codes are left."] })));
  const { router } = show(<LoginPage />, { at: "/login" });
  await enter();
  expect(await screen.findByText("Two backup codes are left.")).toBeVisible();
  expect(screen.getByText(/A second factor will be required/)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Set up a second factor" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/account/security"));
});

it("says in its own words what an identity provider's way back failed of", async () => {
  const first = show(<LoginPage />, { at: "/login?problem=factor-unavailable" });
  expect(await screen.findByText(/second factor that cannot be asked for/)).toBeVisible();
  first.unmount();
  show(<LoginPage />, { at: "/login?problem=%3Cimg%3E" });
  expect(await screen.findByText(/could not be finished/)).toBeVisible();
});

it("lets whoever is signed in go on", async () => {
  server.resetHandlers();
  show(<LoginPage />, { at: "/login?next=/t/acme" });
  expect(await screen.findByRole("link", { name: "Go on as that" })).toHaveAttribute("href", "/t/acme");
});
