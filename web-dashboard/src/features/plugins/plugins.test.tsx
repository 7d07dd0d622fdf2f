import { configure, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeAll, expect, it } from "vitest";

import { show } from "@/testing/render";
import { ME, api, problem, server } from "@/testing/server";

import CataloguePage from "./CataloguePage";
import MatrixPage from "./MatrixPage";
import PluginPage from "./PluginPage";

// Forms are a chunk of their own, and texts, too.
configure({ asyncUtilTimeout: 8000 });
beforeAll(() => import("@/components/SchemaForm"), 60_000);

const NOTHING = { outbound: [], mail: false, sms: false, directory: false, metrics: false, events: [], data: [] };
const PLUGIN = {
  id: "acme-greeter",
  title: "Greeter",
  summary: "Greets people.",
  category: "example",
  icon: "hand",
  level: "tenant",
  version: "1.0",
  distribution: "acme-greeter",
  requires: [],
  scopes: { ...NOTHING, mail: true, outbound: ["setting:url"] },
  state: "disabled",
  reason: "",
  hint: "",
  granted: null,
  missing_consent: {},
  needs_consent: false,
  locked: false,
};
const DETAIL = {
  ...PLUGIN,
  settings_schema: {},
  routes: ["GET /api/v1/x/acme-greeter/greetings"],
  permissions: ["acme-greeter.greeting.read"],
  traceback: null,
};
const ON_TOP = { ...PLUGIN, id: "acme-top", title: "On top", requires: ["acme-greeter>=1"], scopes: NOTHING };
const SCHEMA = { type: "object", properties: { url: { type: "string", title: "Url" } } };
const DONE = { plugin: "acme-greeter", state: "active", reason: "", activated: [], suspended: [], warning: "" };

function plugins(...items: object[]) {
  server.use(
    http.get(api("/plugins"), () => HttpResponse.json({ items })),
    http.get(api("/plugins/:id/settings"), () => HttpResponse.json({ values: {}, json_schema: SCHEMA, state: "disabled", reason: "" })),
    http.get(api("/plugins/:id/data"), () =>
      HttpResponse.json({
        plugin: "acme-greeter",
        state: "active",
        rows: { Greeting: 3 },
        blobs: 1,
        jobs: 2,
        schedules: 1,
        settings: true,
        own_export: false,
        own_purge: false,
      }),
    ),
  );
}

it("switches on with what is allowed, and its settings", async () => {
  plugins(PLUGIN);
  let body: unknown;
  server.use(
    http.post(api("/plugins/acme-greeter/enable"), async ({ request }) => {
      body = await request.json();
      return HttpResponse.json(DONE);
    }),
  );
  show(<CataloguePage />);
  await userEvent.click(await screen.findByRole("button", { name: "Switch on Greeter" }));
  const dialog = screen.getByRole("dialog", { name: "Switch on Greeter" });
  await userEvent.click(within(dialog).getByRole("checkbox", { name: "Send e-mails" }));
  await userEvent.type(await within(dialog).findByRole("textbox", { name: "Url" }), "https://x.example");
  await userEvent.click(within(dialog).getByRole("button", { name: "Switch on" }));
  expect(await screen.findByText("Greeter is on.")).toBeVisible();
  expect(body).toEqual({ grant: { ...NOTHING, outbound: ["setting:url"] }, settings: { url: "https://x.example" } });
});

it("says at the field what the API refuses", async () => {
  plugins(PLUGIN);
  server.use(
    http.post(api("/plugins/acme-greeter/enable"), () => problem(422, "invalid", { errors: [{ pointer: "#/url", detail: "it must be https", type: "url" }] })),
  );
  show(<CataloguePage />);
  await userEvent.click(await screen.findByRole("button", { name: "Switch on Greeter" }));
  await screen.findByRole("textbox", { name: "Url" });
  await userEvent.click(screen.getByRole("button", { name: "Switch on" }));
  expect(await screen.findByText("it must be https")).toBeVisible();
});

it("asks first for what it needs", async () => {
  plugins(PLUGIN, ON_TOP);
  show(<CataloguePage />);
  await userEvent.click(await screen.findByRole("button", { name: "Switch on On top" }));
  expect(await screen.findByText(/It needs “Greeter”, which is off here/)).toBeVisible();
  expect(screen.getByRole("button", { name: "Switch on" })).toBeDisabled();
});

it("tells what stands still when it is switched off", async () => {
  plugins({ ...PLUGIN, state: "active" }, { ...ON_TOP, state: "active" });
  show(<CataloguePage />);
  await userEvent.click(await screen.findByRole("button", { name: "Switch off Greeter" }));
  expect(await screen.findByText("These need it and stand still until then: On top.")).toBeVisible();
});

it("finds by the address, and says so when nothing fits", async () => {
  plugins(PLUGIN);
  show(<CataloguePage />, { at: "/?q=nothing-like-it" });
  expect(await screen.findByText("Nothing fits")).toBeVisible();
});

it("offers nothing to whoever may only look, nor what the operator locked", async () => {
  server.use(http.get(api("/auth/me"), () => HttpResponse.json({ ...ME, platform: false, permissions: ["omni.plugin.read"] })));
  plugins(PLUGIN);
  const first = show(<CataloguePage />);
  expect(await screen.findByText("Greeter")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Switch on Greeter" })).toBeNull();
  first.unmount();
  server.use(http.get(api("/auth/me"), () => HttpResponse.json({ ...ME, platform: false, permissions: ["omni.plugin.read", "omni.plugin.manage"] })));
  plugins({ ...PLUGIN, locked: true }, { ...PLUGIN, id: "free", title: "Free" });
  show(<CataloguePage />);
  expect(await screen.findByRole("button", { name: "Switch on Free" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Switch on Greeter" })).toBeNull();
});

it("deletes data only when the plugin's name was typed, and shows what goes", async () => {
  plugins(PLUGIN);
  let body: unknown;
  server.use(
    http.get(api("/plugins/acme-greeter"), () => HttpResponse.json(DETAIL)),
    http.post(api("/plugins/acme-greeter/purge"), async ({ request }) => {
      body = await request.json();
      return HttpResponse.json({ plugin: "acme-greeter", state: "disabled", rows: {}, blobs: 0, jobs: 0, schedules: 0, settings: false });
    }),
  );
  show(<PluginPage />, { at: "/plugins/acme-greeter", path: "/plugins/:plugin" });
  await userEvent.click(await screen.findByRole("button", { name: "Delete data…" }));
  const dialog = screen.getByRole("dialog");
  expect(await within(dialog).findByText("Rows of Greeting")).toBeVisible();
  const button = within(dialog).getByRole("button", { name: "Delete for good" });
  expect(button).toBeDisabled();
  await userEvent.type(within(dialog).getByRole("textbox"), "acme-greeter");
  await userEvent.click(button);
  await waitFor(() => expect(body).toEqual({ confirm: "acme-greeter" }));
});

it("shows why one did not load", async () => {
  const broken = { ...DETAIL, state: "quarantined", reason: "ImportError: no", hint: "mend it", traceback: "Traceback: line 1" };
  plugins(broken);
  server.use(http.get(api("/plugins/acme-greeter"), () => HttpResponse.json(broken)));
  show(<PluginPage />, { at: "/plugins/acme-greeter", path: "/plugins/:plugin", tenant: null });
  expect(await screen.findByText("Traceback: line 1")).toBeVisible();
  expect(screen.getByText("ImportError: no; mend it")).toBeVisible();
});

it("shows that one rests, and to whom may see it what failed", async () => {
  const failure = { at: "2026-03-01T12:00:00Z", tenant: null, error: "LookupError: empty", traceback: "Traceback: line 5" };
  const resting = { ...DETAIL, resting_until: "2026-03-01T12:00:30Z", failure };
  plugins(resting);
  server.use(http.get(api("/plugins/acme-greeter"), () => HttpResponse.json(resting)));
  show(<PluginPage />, { at: "/plugins/acme-greeter", path: "/plugins/:plugin" });
  expect(await screen.findByText("Traceback: line 5")).toBeVisible();
  expect(screen.getByText(/LookupError: empty/)).toBeVisible();
  expect(screen.getByRole("alert")).toHaveTextContent("rests until");
  expect(screen.getByText("Resting")).toBeVisible();
});

it("switches on for many tenants, and names those where it did not work", async () => {
  plugins({ ...PLUGIN, state: "loaded" });
  const row = (slug: string) => ({ id: slug, slug, name: slug.toUpperCase(), state: "active", plugins: {} });
  const asked: (string | null)[] = [];
  server.use(
    http.get(api("/plugin-matrix"), () => HttpResponse.json({ items: [row("a"), row("b")], next: null })),
    http.post(api("/plugins/acme-greeter/enable"), ({ request }) => {
      const tenant = request.headers.get("Omni-Tenant");
      asked.push(tenant);
      return tenant === "b" ? problem(422, "invalid", { errors: [{ pointer: "#/url", detail: "Field required", type: "missing" }] }) : HttpResponse.json(DONE);
    }),
  );
  show(<MatrixPage />, { tenant: null });
  expect(await screen.findByRole("button", { name: "Greeter for A: Off" })).toBeVisible();
  await userEvent.click(screen.getByRole("checkbox", { name: "Choose all rows" }));
  await userEvent.click(screen.getByRole("button", { name: "Switch on" }));
  const dialog = await screen.findByRole("dialog", { name: "Switch on Greeter for 2 tenants" });
  await userEvent.click(within(dialog).getByRole("button", { name: "Switch on" }));
  expect(await within(dialog).findByText(/B: Field required/)).toBeVisible();
  expect(asked.sort()).toEqual(["a", "b"]);
});
