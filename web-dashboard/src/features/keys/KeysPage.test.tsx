import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it } from "vitest";

import { api, problem, server } from "@/testing/server";
import { show } from "@/testing/render";
import { write } from "@/testing/write";

import { endOf } from "./ExpiryField";
import KeysPage from "./KeysPage";
import { stateOf, type Key } from "./api";

const KEY = {
  id: "k",
  name: "import",
  tenant_id: "t",
  start: "omni_abcd",
  last_four: "wxyz",
  roles: ["viewer"],
  permissions: [],
  created_at: "2026-01-02T03:04:05Z",
  created_by: "x",
  maker_id: null,
  rotated_from: null,
  api_version: 1,
  expires_at: null,
  revoked_at: null,
  used_at: null,
  uses: 12345,
} satisfies Key;

beforeEach(() =>
  server.use(
    http.get(api("/roles"), () => HttpResponse.json({ items: [] })),
    http.get(api("/permissions"), () => HttpResponse.json({ items: [] })),
    http.get(api("/plugins"), () => HttpResponse.json({ items: [] })),
  ),
);

it("shows a new key once", async () => {
  let sent: Record<string, unknown> = {};
  server.use(
    http.get(api("/api-keys"), () => HttpResponse.json({ items: [] })),
    http.post(api("/api-keys"), async ({ request }) => {
      sent = (await request.json()) as Record<string, unknown>;
      if (sent.name === "") return problem(422, "invalid", { errors: [{ pointer: "/name", detail: "is missing", type: "missing" }] });
      return HttpResponse.json({ ...KEY, key: "omni_secret" }, { status: 201 });
    }),
  );
  show(<KeysPage />);
  expect(await screen.findByText("No keys yet")).toBeVisible();
  await userEvent.click(screen.getAllByRole("button", { name: "New key" })[0]!);
  await userEvent.click(await screen.findByRole("button", { name: "Create" }));
  expect(await screen.findByText("is missing")).toBeVisible();
  await write(screen.getByRole("textbox", { name: "Name" }), "import");
  await userEvent.click(screen.getByRole("button", { name: "Create" }));
  expect(await screen.findByText("omni_secret")).toBeVisible();
  expect(sent).toMatchObject({ name: "import", platform: false, tenant: null, roles: [], permissions: [] });
  await userEvent.keyboard("{Escape}");
  expect(screen.getByText("omni_secret")).toBeVisible();
});

it("makes keys of the platform where there is no tenant", async () => {
  let sent: Record<string, unknown> = {};
  server.use(
    http.get(api("/api-keys"), () => HttpResponse.json({ items: [{ ...KEY, tenant_id: null, roles: [] }] })),
    http.post(api("/api-keys"), async ({ request }) => {
      sent = (await request.json()) as Record<string, unknown>;
      return HttpResponse.json({ ...KEY, key: "omni_secret" }, { status: 201 });
    }),
  );
  show(<KeysPage />, { tenant: null });
  expect(await screen.findByText("Everything")).toBeVisible();
  expect(screen.getByText("12,345")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "New key" }));
  expect(screen.queryByRole("combobox", { name: "Roles" })).toBeNull();
  await write(screen.getByRole("textbox", { name: "Name" }), "all");
  await userEvent.click(screen.getByRole("button", { name: "Create" }));
  expect(await screen.findByText("omni_secret")).toBeVisible();
  expect(sent.platform).toBe(true);
});

it("tells what a key is at the moment", () => {
  const now = new Date("2026-06-01T00:00:00Z");
  expect(stateOf(KEY, now)).toBe("active");
  expect(stateOf({ ...KEY, expires_at: "2026-05-31T00:00:00Z" }, now)).toBe("expired");
  expect(stateOf({ ...KEY, expires_at: "2026-05-31T00:00:00Z", revoked_at: "2026-05-01T00:00:00Z" }, now)).toBe("revoked");
  expect(endOf("30", now)).toBe("2026-07-01T00:00:00.000Z");
  expect(endOf("", now)).toBeNull();
});
