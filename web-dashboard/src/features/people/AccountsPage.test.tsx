import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";

import { ME, api, problem, server } from "@/testing/server";
import { show } from "@/testing/render";
import { write } from "@/testing/write";

import AccountsPage from "./AccountsPage";

const BERT = {
  id: "b",
  email: "bert@example.com",
  name: "Bert",
  locale: null,
  platform: false,
  state: "active",
  email_verified_at: null,
  password_changed_at: null,
  created_at: "2026-01-02T03:04:05Z",
};
const SELF = { ...BERT, id: ME.id, email: ME.email, name: ME.name, platform: true };

it("shows errors at their fields, then leads to the set-up link", async () => {
  server.use(
    http.get(api("/accounts"), () => HttpResponse.json({ items: [] })),
    http.post(api("/accounts"), async ({ request }) => {
      const { email } = (await request.json()) as { email: string };
      if (email !== "bert@example.com") return problem(422, "invalid", { errors: [{ pointer: "/email", detail: "is no address", type: "value" }] });
      return HttpResponse.json(BERT, { status: 201 });
    }),
    http.post(api("/accounts/b/setup-link"), () => HttpResponse.json({ link: "https://omni.example/auth/set-password#secret" })),
  );
  show(<AccountsPage />, { tenant: null });
  expect(await screen.findByText("No accounts")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "New account" }));
  const field = screen.getByRole("textbox", { name: "E-mail" });
  await write(field, "bert");
  await userEvent.click(screen.getByRole("button", { name: "Create" }));
  expect(await screen.findByText("is no address")).toBeVisible();
  await write(field, "@example.com");
  await userEvent.click(screen.getByRole("button", { name: "Create" }));
  await userEvent.click(await screen.findByRole("button", { name: "Make set-up link" }));
  expect(await screen.findByText("https://omni.example/auth/set-password#secret")).toBeVisible();
});

it("does not let anybody switch himself off", async () => {
  server.use(http.get(api("/accounts"), () => HttpResponse.json({ items: [SELF, BERT] })));
  show(<AccountsPage />, { tenant: null });
  await userEvent.click(await screen.findByRole("button", { name: "Actions for Ann" }));
  const menu = screen.getByRole("menu");
  expect(within(menu).getByRole("menuitem", { name: "Sign out everywhere" })).toBeVisible();
  for (const name of ["Switch off", "Erase for good", "No platform administrator any more"]) expect(within(menu).queryByRole("menuitem", { name })).toBeNull();
});
