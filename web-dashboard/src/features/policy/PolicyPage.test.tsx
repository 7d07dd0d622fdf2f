import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it } from "vitest";

import { api, problem, server } from "@/testing/server";
import { show } from "@/testing/render";
import { write } from "@/testing/write";

import PolicyPage from "./PolicyPage";

const NOTHING = { factor_required: null, methods: null, grace_days: null, trusted_days: null, accept_upstream: null, sign_up_roles: null };
const FACTORS = [
  { method: "totp", title: "Authenticator app", kind: "possession", allowed: true },
  { method: "email-code", title: "Code by e-mail", kind: "mail", allowed: false },
];

beforeEach(() =>
  server.use(
    http.get(api("/roles"), () => HttpResponse.json({ items: [{ name: "admin", title: "Admin", built_in: true, permissions: [] }] })),
    http.get(api("/security/2fa"), () => HttpResponse.json({ enrolled: [], available: FACTORS, required: false, due_at: null, notices: [] })),
    http.get(api("/tenants/acme/login-policy"), () => HttpResponse.json({ subject: "tenant:x", rules: { ...NOTHING, grace_days: 7 }, warnings: [] })),
  ),
);

it("saves what is decided here and leaves the rest unsaid", async () => {
  let sent: unknown;
  server.use(
    http.put(api("/tenants/acme/login-policy"), async ({ request }) => {
      sent = await request.json();
      return HttpResponse.json({ subject: "tenant:x", rules: sent, warnings: ["Code by e-mail: take care"] });
    }),
  );
  show(<PolicyPage />);
  expect(await screen.findByRole("spinbutton", { name: "Days of grace" })).toHaveValue(7);
  expect(screen.getByRole("spinbutton", { name: "Days that a trusted browser is not asked" })).toHaveValue(null);
  await userEvent.click(await screen.findByRole("checkbox", { name: /Code by e-mail/ }));
  await userEvent.click(screen.getByRole("combobox", { name: "Everybody needs a second factor" }));
  await userEvent.click(screen.getByRole("option", { name: "Yes" }));
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("Saved")).toBeVisible();
  expect(sent).toEqual({ ...NOTHING, grace_days: 7, factor_required: true, methods: ["email-code"] });
});

it("shows errors at their fields", async () => {
  server.use(
    http.put(api("/tenants/acme/login-policy"), () =>
      problem(422, "invalid", { errors: [{ pointer: "/grace_days", detail: "at most 90", type: "less_than_equal" }] }),
    ),
  );
  show(<PolicyPage />);
  await write(await screen.findByRole("spinbutton", { name: "Days of grace" }), "1");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("at most 90")).toBeVisible();
});

it("shows the rules of a role, which says nothing of who signs up", async () => {
  server.use(http.get(api("/tenants/acme/roles/admin/login-policy"), () => HttpResponse.json({ subject: "role:x:admin", rules: NOTHING, warnings: [] })));
  show(<PolicyPage />, { at: "/?role=admin" });
  expect(await screen.findByRole("spinbutton", { name: "Days of grace" })).toHaveValue(null);
  expect(screen.queryByRole("combobox", { name: "Who signs in for the first time" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Remove all rules" })).toBeNull();
});

it("removes what is said here, and says nothing instead", async () => {
  const sent: string[] = [];
  let rules: Record<string, unknown> = { ...NOTHING, grace_days: 7 };
  const one = api("/tenants/acme/login-policy");
  server.use(
    http.get(one, () => HttpResponse.json({ subject: "tenant:x", rules, warnings: [] })),
    http.all(one, ({ request }) => {
      sent.push(request.method);
      rules = NOTHING;
      return new HttpResponse(null, { status: 204 });
    }),
  );
  show(<PolicyPage />);
  await userEvent.click(await screen.findByRole("button", { name: "Remove all rules" }));
  await userEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Remove all rules" }));
  await waitFor(() => expect(screen.queryByRole("button", { name: "Remove all rules" })).toBeNull());
  expect(sent).toEqual(["DELETE"]);
  expect(screen.getByRole("spinbutton", { name: "Days of grace" })).toHaveValue(null);
});
