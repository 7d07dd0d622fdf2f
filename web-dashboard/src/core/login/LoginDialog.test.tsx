import { QueryClientProvider } from "@tanstack/react-query";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it, vi } from "vitest";

import { newQueryClient } from "@/lib/query";
import { CODE_STEP, FLOW, METHODS, PASSWORD_STEP, done, login } from "@/testing/login";
import { show } from "@/testing/render";
import { ME, api, problem, server } from "@/testing/server";
import { withTexts } from "@/testing/texts";

import { leave } from "./leave";
import { LoginDialog } from "./LoginDialog";
import SignInAgain from "./SignInAgain";

vi.mock("./leave");
withTexts("login", "flatForm");
beforeEach(() => vi.mocked(leave).mockClear());

const SESSION = { authenticated_at: "2026-01-01T10:00:00Z" };

function open(way: "sign-in" | "reauthenticate") {
  const client = newQueryClient();
  client.setQueryData(["scope", "acme", "me"], { ...ME, session: SESSION });
  const [onDone, onGiveUp] = [vi.fn(), vi.fn()];
  show(
    <QueryClientProvider client={client}>
      <LoginDialog way={way} onDone={onDone} onGiveUp={onGiveUp} />
    </QueryClientProvider>,
  );
  return { onDone, onGiveUp };
}

it("signs in again as whom the page is of", async () => {
  server.use(http.post(api("/auth/login"), () => HttpResponse.json(done())));
  const { onDone } = open("sign-in");
  expect(screen.getByRole("textbox", { name: "E-mail address" })).toHaveValue("ann@example.com");
  await userEvent.type(screen.getByLabelText(/^Password/), "correct horse");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  await waitFor(() => expect(onDone).toHaveBeenCalledOnce());
  expect(leave).not.toHaveBeenCalled();
});

it("shows nothing of one person's page to another", async () => {
  server.use(http.post(api("/auth/login"), () => HttpResponse.json(done({ account: { id: "2", email: "bob@example.com", name: "Bob" } }))));
  const { onDone } = open("sign-in");
  await userEvent.type(screen.getByLabelText(/^Password/), "correct horse");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  await waitFor(() => expect(leave).toHaveBeenCalledWith("/", null));
  expect(onDone).not.toHaveBeenCalled();
});

it("proves it again: password, then the factor", async () => {
  server.use(
    http.post(api("/auth/reauthenticate"), () => HttpResponse.json(login(PASSWORD_STEP))),
    http.post(api(`/auth/login/${FLOW}/step`), async ({ request }) => {
      const { answers } = (await request.json()) as { answers: Record<string, string> };
      return HttpResponse.json("password" in answers ? login(CODE_STEP, METHODS) : done());
    }),
  );
  const { onDone } = open("reauthenticate");
  await userEvent.type(await screen.findByLabelText(/^Password/), "correct horse");
  await userEvent.click(screen.getByRole("button", { name: "Continue" }));
  await userEvent.type(await screen.findByRole("textbox", { name: "Code" }), "123456");
  await userEvent.click(screen.getByRole("button", { name: "Continue" }));
  await waitFor(() => expect(onDone).toHaveBeenCalledOnce());
});

it("says so where there is nothing to prove it by, and sees who signed in anew in another tab", async () => {
  server.use(http.post(api("/auth/reauthenticate"), () => problem(403, "nothing-to-prove", { detail: "Sign in anew." })));
  const { onDone } = open("reauthenticate");
  expect(await screen.findByText("Sign in anew.")).toBeVisible();
  expect(screen.getByRole("link", { name: /in a new tab/ })).toHaveAttribute("target", "_blank");
  server.use(http.get(api("/auth/me"), () => HttpResponse.json({ ...ME, session: SESSION })));
  window.dispatchEvent(new Event("focus"));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(onDone).not.toHaveBeenCalled();
  server.use(http.get(api("/auth/me"), () => HttpResponse.json({ ...ME, session: { authenticated_at: "2026-01-01T10:20:00Z" } })));
  window.dispatchEvent(new Event("focus"));
  await waitFor(() => expect(onDone).toHaveBeenCalledOnce());
});

it("leaves the page as it is when one gives up", async () => {
  const { onGiveUp } = open("sign-in");
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(onGiveUp).toHaveBeenCalledOnce();
});

it("asks nothing where nobody was signed in: the page leads to the login", async () => {
  const onGiveUp = vi.fn();
  show(<SignInAgain onDone={vi.fn()} onGiveUp={onGiveUp} />);
  await waitFor(() => expect(onGiveUp).toHaveBeenCalled());
  expect(screen.queryByRole("dialog")).toBeNull();
});
