import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it, vi } from "vitest";

import { api, problem, server } from "@/testing/server";
import { show } from "@/testing/render";
import { write } from "@/testing/write";

import { InviteDialog } from "./InviteDialog";

const ROLES = [
  { name: "owner", title: "Owner", built_in: true, permissions: [] },
  { name: "member", title: "Member", built_in: true, permissions: [] },
];

it("asks each address, and tells which could not be asked", async () => {
  const asked: unknown[] = [];
  server.use(
    http.get(api("/roles"), () => HttpResponse.json({ items: ROLES })),
    http.post(api("/invitations"), async ({ request }) => {
      const body = (await request.json()) as { email: string };
      asked.push(body);
      if (body.email === "bert@example.com") return problem(409, "conflict", { detail: "Bert is a member already" });
      return HttpResponse.json({ id: body.email }, { status: 201 });
    }),
  );
  const close = vi.fn();
  show(<InviteDialog onClose={close} />);
  const field = await screen.findByRole("textbox", { name: "E-mail addresses" });
  await write(field, "Ann <Ann@Example.com>\nbert@example.com");
  await userEvent.click(screen.getByRole("button", { name: "Send 2 invitations" }));
  expect(await screen.findByText("It did not work for 1 of 2:")).toBeVisible();
  expect(within(screen.getByRole("alert")).getByText("bert@example.com: Bert is a member already")).toBeVisible();
  expect(asked).toEqual([
    { email: "ann@example.com", roles: ["member"] },
    { email: "bert@example.com", roles: ["member"] },
  ]);
  expect(close).not.toHaveBeenCalled();
});

it("sends nothing to what is no address", async () => {
  server.use(http.get(api("/roles"), () => HttpResponse.json({ items: ROLES })));
  show(<InviteDialog onClose={vi.fn()} />);
  await write(await screen.findByRole("textbox", { name: "E-mail addresses" }), "ann");
  expect(screen.getByText("This is not an e-mail address: ann")).toBeVisible();
  expect(screen.getByRole("button", { name: "Send invitation" })).toBeDisabled();
});
