import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it } from "vitest";

import { ME, api, problem, server } from "@/testing/server";
import { show } from "@/testing/render";

import { nameFrom } from "./RoleDialog";
import RolesPage from "./RolesPage";

const READ = { name: "omni.job.read", title: "See jobs", plugin: "omni", roles: [] };
const GREET = { name: "greeter.greet", title: "Greet", plugin: "greeter", roles: [] };
const SUPPORT = { name: "support", title: "Support team", built_in: false, permissions: ["omni.job.read"] };
const ROLES = [{ name: "owner", title: "Owner", built_in: true, permissions: ["omni.job.read", "greeter.greet"] }, SUPPORT];

beforeEach(() =>
  server.use(
    http.get(api("/roles"), () => HttpResponse.json({ items: ROLES })),
    http.get(api("/permissions"), () => HttpResponse.json({ items: [GREET, READ] })),
    http.get(api("/plugins"), () => HttpResponse.json({ items: [{ id: "greeter", title: "Greeter" }] })),
  ),
);

it("saves what was ticked, and keeps what was refused with its reason", async () => {
  const sent: unknown[] = [];
  let refused = true;
  server.use(
    http.patch(api("/roles/support"), async ({ request }) => {
      sent.push(await request.json());
      if (refused) return problem(403, "forbidden", { detail: "this role may more than you" });
      return HttpResponse.json(SUPPORT);
    }),
  );
  show(<RolesPage />);
  const cell = await screen.findByRole("checkbox", { name: "Support team: Greet" });
  await userEvent.click(cell);
  expect(screen.getByText("1 change not saved yet")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("Support team: this role may more than you")).toBeVisible();
  expect(cell).toBeChecked();
  refused = false;
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(screen.queryByText("1 change not saved yet")).toBeNull());
  expect(sent).toEqual(Array(2).fill({ title: null, permissions: ["greeter.greet", "omni.job.read"] }));
});

it("asks before one leaves with something unsaved", async () => {
  const { router } = show(<RolesPage />, { at: "/roles" });
  await userEvent.click(await screen.findByRole("checkbox", { name: "Support team: Greet" }));
  act(() => void router.navigate("/elsewhere"));
  await userEvent.click(await screen.findByRole("button", { name: "Cancel" }));
  expect(router.state.location.pathname).toBe("/roles");
  expect(screen.getByText("1 change not saved yet")).toBeVisible();
  act(() => void router.navigate("/elsewhere"));
  await userEvent.click(await screen.findByRole("button", { name: "Leave" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/elsewhere"));
});

it("forgets what was changed back", async () => {
  show(<RolesPage />);
  const cell = await screen.findByRole("checkbox", { name: "Support team: See jobs" });
  await userEvent.click(cell);
  await userEvent.click(cell);
  expect(screen.queryByText(/not saved yet/)).toBeNull();
});

it("lets nobody give what he lacks", async () => {
  server.use(
    http.get(api("/auth/me"), () => HttpResponse.json({ ...ME, platform: false, permissions: ["omni.role.read", "omni.role.manage", "omni.job.read"] })),
  );
  show(<RolesPage />);
  expect(await screen.findByRole("checkbox", { name: "Support team: Greet" })).toBeDisabled();
  expect(screen.getByRole("checkbox", { name: "Support team: See jobs" })).toBeEnabled();
});

it("finds permissions by their words", async () => {
  show(<RolesPage />, { at: "/?q=greet" });
  expect(await screen.findByRole("checkbox", { name: "Support team: Greet" })).toBeEnabled();
  expect(screen.queryByRole("checkbox", { name: "Support team: See jobs" })).toBeNull();
});

it("makes a name of a title", () => {
  expect(nameFrom("Zürich: 2nd-level Support! ")).toBe("zurich-2nd-level-support");
  expect(nameFrom("42 Heroes")).toBe("heroes");
  expect(nameFrom("–")).toBe("");
});
