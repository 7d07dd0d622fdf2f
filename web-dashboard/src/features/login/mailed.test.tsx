import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import type { ReactElement } from "react";
import { expect, it, vi } from "vitest";

import { done } from "@/testing/login";
import { show } from "@/testing/render";
import { ME, api, problem, server } from "@/testing/server";
import { withTexts } from "@/testing/texts";

import ChangeEmailPage from "./ChangeEmailPage";
import ForgotPasswordPage from "./ForgotPasswordPage";
import InvitationPage from "./InvitationPage";
import SetPasswordPage from "./SetPasswordPage";
import VerifyEmailPage from "./VerifyEmailPage";

withTexts("login", "flatForm");
const at = (page: ReactElement, hash = "#t0ken") => show(page, { at: `/auth/x${hash}`, path: "/auth/x" });
const ASKED = { tenant: "Acme", email: "ann@example.com", expires_at: "2030-01-01T00:00:00Z" };

it("sets a password; the token leaves the address", async () => {
  const sent = vi.fn();
  server.use(
    http.post(api("/auth/password/reset/confirm"), async ({ request }) => {
      sent(await request.json());
      if (sent.mock.calls.length > 1) return new HttpResponse(null, { status: 204 });
      return problem(422, "invalid", { detail: "too short", errors: [{ pointer: "#/password", detail: "at least 12 characters", type: "x" }] });
    }),
  );
  const { router } = at(<SetPasswordPage />);
  await waitFor(() => expect(router.state.location.hash).toBe(""));
  await userEvent.type(screen.getByLabelText(/New password/), "short");
  await userEvent.click(screen.getByRole("button", { name: "Set the password" }));
  await waitFor(() => expect(screen.getByLabelText(/New password/)).toHaveAccessibleDescription("at least 12 characters"));
  await userEvent.click(screen.getByRole("button", { name: "Set the password" }));
  expect(await screen.findByText(/Your password is set/)).toBeVisible();
  expect(sent).toHaveBeenLastCalledWith({ token: "t0ken", password: "short" });
});

it.each([<SetPasswordPage key="1" />, <VerifyEmailPage key="2" />, <ChangeEmailPage key="3" />, <InvitationPage key="4" />])(
  "says that a link without its end is not whole",
  async (page) => {
    at(page, "");
    expect(await screen.findByText(/This link is not whole/)).toBeVisible();
  },
);

it("confirms an address by a click, since mail scanners follow links", async () => {
  const confirm = vi.fn();
  server.use(
    http.post(api("/auth/email/verify/confirm"), async ({ request }) => {
      confirm(await request.json());
      return new HttpResponse(null, { status: 204 });
    }),
  );
  at(<VerifyEmailPage />);
  expect(confirm).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole("button", { name: "Confirm" }));
  expect(await screen.findByText("Your e-mail address is confirmed.")).toBeVisible();
  expect(confirm).toHaveBeenCalledWith({ token: "t0ken" });
});

it("says when the other side has yet to confirm a change of address", async () => {
  let done = false;
  server.use(http.post(api("/auth/email/change/confirm"), () => HttpResponse.json({ done })));
  const first = at(<ChangeEmailPage />);
  await userEvent.click(screen.getByRole("button", { name: "Confirm the change" }));
  expect(await screen.findByText(/as soon as the other address/)).toBeVisible();
  first.unmount();
  done = true;
  at(<ChangeEmailPage />);
  await userEvent.click(screen.getByRole("button", { name: "Confirm the change" }));
  expect(await screen.findByText("Your account has its new e-mail address.")).toBeVisible();
});

it("shows a link that was used already as what it is", async () => {
  server.use(http.post(api("/auth/email/verify/confirm"), () => problem(404, "not-found", { detail: "This link was used." })));
  at(<VerifyEmailPage />);
  await userEvent.click(screen.getByRole("button", { name: "Confirm" }));
  expect(await screen.findByText("This link was used.")).toBeVisible();
});

it("says the same whether there is an account or not", async () => {
  server.use(http.post(api("/auth/password/reset"), () => HttpResponse.json({ message: "x" }, { status: 202 })));
  at(<ForgotPasswordPage />);
  await userEvent.type(screen.getByRole("textbox", { name: "E-mail address" }), "who@example.com");
  await userEvent.click(screen.getByRole("button", { name: "Send the link" }));
  expect(await screen.findByText(/If there is an account/)).toBeVisible();
});

it("joins a tenant with a new password", async () => {
  const accepted = vi.fn();
  server.use(
    http.post(api("/invitations/look"), () => HttpResponse.json({ ...ASKED, way: "password" })),
    http.post(api("/invitations/accept"), async ({ request }) => {
      accepted(await request.json());
      return HttpResponse.json({});
    }),
  );
  at(<InvitationPage />);
  await userEvent.type(await screen.findByRole("textbox", { name: "Your name" }), "Ann");
  await userEvent.type(screen.getByLabelText(/New password/), "correct horse");
  await userEvent.click(screen.getByRole("button", { name: "Join" }));
  expect(await screen.findByText("You belong to Acme now.")).toBeVisible();
  expect(accepted).toHaveBeenCalledWith({ token: "t0ken", name: "Ann", password: "correct horse" });
  expect(screen.getByRole("link", { name: "Sign in" })).toHaveAttribute("href", "/login");
});

it("joins a tenant as the account that has the address, signed in on the way", async () => {
  const accepted = vi.fn();
  server.use(
    http.get(api("/auth/me"), () => HttpResponse.json({ ...ME, email: "bob@example.com" })),
    http.post(api("/invitations/look"), () => HttpResponse.json({ ...ASKED, way: "sign-in" })),
    http.post(api("/auth/login"), () => HttpResponse.json(done())),
    http.post(api("/invitations/accept"), async ({ request }) => {
      accepted(await request.json());
      return HttpResponse.json({});
    }),
  );
  at(<InvitationPage />);
  expect(await screen.findByText(/You are signed in as bob@example.com/)).toBeVisible();
  await userEvent.type(screen.getByLabelText(/^Password/), "correct horse");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  expect(await screen.findByText("You belong to Acme now.")).toBeVisible();
  expect(accepted).toHaveBeenCalledWith({ token: "t0ken", name: "", password: null });
});

it("shows an invitation that is over as what it is", async () => {
  server.use(http.post(api("/invitations/look"), () => problem(410, "invitation-expired", { detail: "It has expired: ask for a new one." })));
  at(<InvitationPage />);
  expect(await screen.findByText("It has expired: ask for a new one.")).toBeVisible();
});
