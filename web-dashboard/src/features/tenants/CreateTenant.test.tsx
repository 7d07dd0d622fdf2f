import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it, vi } from "vitest";

import { show } from "@/testing/render";
import { TENANT, api, problem, server } from "@/testing/server";

import { CreateTenant } from "./CreateTenant";

it("makes a short name of the name, and opens the new tenant", async () => {
  const bodies: unknown[] = [];
  const close = vi.fn();
  server.use(
    http.post(api("/tenants"), async ({ request }) => {
      bodies.push(await request.json());
      return HttpResponse.json({ ...TENANT, slug: "mueller-soehne", name: "Müller & Söhne" }, { status: 201 });
    }),
  );
  const { router } = show(<CreateTenant onClose={close} />, { tenant: null });
  await userEvent.type(await screen.findByRole("textbox", { name: "Name" }), " Müller & Söhne ");
  expect(screen.getByRole("textbox", { name: "Short name" })).toHaveValue("mueller-soehne");
  await userEvent.click(screen.getByRole("button", { name: "Create" }));
  await waitFor(() => expect(close).toHaveBeenCalled());
  expect(bodies).toEqual([expect.objectContaining({ name: "Müller & Söhne", slug: "mueller-soehne", locale: "en", currency: "EUR" })]);
  expect(router.state.location.pathname).toBe("/platform/tenants/mueller-soehne");
});

it("shows at the field what the API refuses there, and else above the buttons", async () => {
  const answers = [
    () => problem(422, "validation", { errors: [{ pointer: "#/slug", detail: "'-x' is no slug", type: "x" }] }),
    () => problem(409, "conflict", { detail: "there is a tenant 'x' already" }),
  ];
  server.use(http.post(api("/tenants"), () => answers.shift()!()));
  show(<CreateTenant onClose={vi.fn()} />, { tenant: null });
  await userEvent.type(await screen.findByRole("textbox", { name: "Name" }), "X");
  const slug = screen.getByRole("textbox", { name: "Short name" });
  await userEvent.clear(slug);
  await userEvent.type(slug, "-x");
  await userEvent.click(screen.getByRole("button", { name: "Create" }));
  expect(await screen.findByText("'-x' is no slug")).toBeVisible();
  expect(slug).toBeInvalid();
  await userEvent.click(screen.getByRole("button", { name: "Create" }));
  expect(await screen.findByText("there is a tenant 'x' already")).toBeVisible();
});
