import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { expect, it } from "vitest";

import { show } from "@/testing/render";
import { ME, api, problem, server } from "@/testing/server";

import EventsPage from "./EventsPage";
import OverviewPage from "./OverviewPage";

const PLAN = {
  events: [
    {
      name: "invoice.paid",
      text: "An invoice was paid.",
      properties: {
        required: ["amount"],
        properties: { amount: { type: "string", description: "As decimal text." }, currency: { enum: ["EUR", "CHF"] } },
      },
      example: { amount: "12.50" },
    },
    { name: "trial.started", text: "A trial began.", properties: { properties: {} }, example: {} },
  ],
  others: "accept",
};
const IMPORT = {
  id: "i1",
  filename: "old.csv",
  format: "csv",
  size: 2000,
  read: 1000,
  progress: 0.5,
  accepted: 10,
  rejected: 1,
  state: "running",
  error: "",
  created_at: "2026-03-01T00:00:00Z",
  finished_at: null,
};

it("explains the plan, and finds an event by a word of it", async () => {
  server.use(http.get(api("/analytics/tracking-plan"), () => HttpResponse.json(PLAN)));
  show(<EventsPage />, { at: "/e?q=invoice" });
  await userEvent.click(await screen.findByRole("button", { name: /invoice\.paid/ }));
  expect(screen.getByRole("rowheader", { name: "amount required" })).toBeVisible();
  expect(screen.getByText("EUR | CHF")).toBeVisible();
  expect(screen.queryByText("trial.started")).toBeNull();
});

it("shows a write key this once", async () => {
  const made = { id: "k1", name: "Website", start: "wk_abc", created_at: "2026-03-01T00:00:00Z", revoked_at: null };
  const keys: unknown[] = [];
  server.use(
    http.get(api("/analytics/write-keys"), () => HttpResponse.json({ items: keys, next: null })),
    http.post(api("/analytics/write-keys"), () => {
      keys.push(made);
      return HttpResponse.json({ ...made, key: "wk_abcdef" }, { status: 201 });
    }),
  );
  show(<EventsPage />, { at: "/e?view=keys" });
  await userEvent.click((await screen.findAllByRole("button", { name: "New write key" }))[0]!);
  await userEvent.type(screen.getByLabelText("Name"), "Website");
  await userEvent.click(screen.getByRole("button", { name: "Create" }));
  expect(await screen.findByText("wk_abcdef")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "I have kept it" }));
  await waitFor(() => expect(screen.queryByText("wk_abcdef")).toBeNull());
  expect(await screen.findByText("wk_abc…")).toBeVisible();
});

it("says why an event was turned away", async () => {
  const row = {
    id: "e1",
    received: "2026-03-01T00:00:00Z",
    source: "segment",
    message_id: "m1",
    name: "invoice.paid",
    reason: "amount: no decimal",
    message: '{"a":1}',
  };
  server.use(http.get(api("/analytics/rejected-events"), () => HttpResponse.json({ items: [row], next: null })));
  show(<EventsPage />, { at: "/e?view=rejected" });
  expect(await screen.findByText("amount: no decimal")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Details of invoice.paid" }));
  expect(screen.getByText("m1")).toBeVisible();
  expect(screen.getByRole("group", { name: "As it came" })).toHaveTextContent('"a": 1');
});

it("sends a file as it is, and shows how far it is read", async () => {
  const imports: unknown[] = [];
  let sent = "";
  server.use(
    http.get(api("/analytics/imports"), () => HttpResponse.json({ items: imports, next: null })),
    http.post(api("/analytics/imports"), ({ request }) => {
      sent = `${new URL(request.url).search} ${request.headers.get("content-type")}`;
      imports.push(IMPORT);
      return HttpResponse.json(IMPORT, { status: 202 });
    }),
  );
  show(<EventsPage />, { at: "/e?view=imports" });
  await screen.findByText("No file was imported yet");
  await userEvent.upload(screen.getByLabelText("Choose a file", { selector: "input" }), new File(["name\nx"], "old.csv"));
  expect(await screen.findByRole("progressbar", { name: "old.csv" })).toHaveAttribute("aria-valuenow", "50");
  expect(sent).toBe("?filename=old.csv&format=csv text/csv");
});

it("erases nobody before the id is typed once more", async () => {
  let sent: unknown;
  server.use(
    http.get(api("/analytics/erasures"), () => HttpResponse.json({ items: [], next: null })),
    http.post(api("/analytics/erasures"), async ({ request }) => {
      sent = await request.json();
      return HttpResponse.json({ id: "x", state: "queued", erased: 0, created_at: "2026-03-01T00:00:00Z", finished_at: null }, { status: 202 });
    }),
  );
  show(<EventsPage />, { at: "/e?view=erasure" });
  await userEvent.type(await screen.findByLabelText("Whose events"), "u-7");
  await userEvent.click(screen.getByRole("button", { name: "Erase" }));
  const dialog = await screen.findByRole("dialog");
  const button = [...dialog.querySelectorAll("button")].find((one) => one.textContent === "Erase");
  expect(button).toBeDisabled();
  await userEvent.type(screen.getByLabelText("Type u-7 to confirm"), "u-7");
  await userEvent.click(button!);
  await waitFor(() => expect(sent).toEqual({ user_id: "u-7" }));
});

it("keeps to the plan for whoever manages no events", async () => {
  server.use(
    http.get(api("/auth/me"), () => HttpResponse.json({ ...ME, platform: false, permissions: ["analytics.report.read"] })),
    http.get(api("/analytics/tracking-plan"), () => HttpResponse.json(PLAN)),
  );
  show(<EventsPage />, { at: "/e?view=keys" });
  expect(await screen.findByText("A trial began.")).toBeVisible();
  expect(screen.queryByRole("tab", { name: "Write keys" })).toBeNull();
  expect(screen.queryByRole("link", { name: "Report schedules" })).toBeNull();
});

it("says that analytics is off", async () => {
  server.use(
    http.get(api("/analytics/dashboard/acme"), () => problem(404, "not-found")),
    http.get(api("/plugins"), () => HttpResponse.json({ items: [], next: null })),
  );
  show(<OverviewPage />);
  expect(await screen.findByText("Analytics is not there")).toBeVisible();
});

it("says of a card that failed whose it is, and shows the others", async () => {
  const figure = { name: "calls", title: "Calls", value: 7, kind: "integer", unit: "", previous: null, better: null };
  const card = { type: "usage", title: "Usage", plugin: "report-usage", figures: [figure], charts: [], tables: [], notes: [] };
  const failed = { plugin: "shop", reason: "the sums do not add up" };
  server.use(
    http.get(api("/analytics/dashboard/acme"), () => HttpResponse.json({ tenant_id: "t", generated: "2026-03-01T00:00:00Z", cards: [card], failed: [failed] })),
    http.get(api("/plugins"), () => HttpResponse.json({ items: [{ id: "shop", title: "Shop" }], next: null })),
  );
  show(<OverviewPage />);
  expect(await screen.findByText("Shop has no figures right now")).toBeVisible();
  expect(screen.getByText("the sums do not add up")).toBeVisible();
  expect(screen.getByRole("link", { name: "Open the report Usage" })).toHaveAttribute("href", "/t/acme/analytics/reports/usage");
});
