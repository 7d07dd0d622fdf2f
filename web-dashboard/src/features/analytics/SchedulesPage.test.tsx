import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, it } from "vitest";

import { show } from "@/testing/render";
import { ME, api, problem, server } from "@/testing/server";

import SchedulesPage from "./SchedulesPage";

const SCHEDULE = {
  id: "s1",
  name: "Weekly",
  type: "sales",
  parameters: { period: "last_week" },
  format: "csv",
  cron: "30 2 * * 0",
  zone: "Europe/Berlin",
  owner: `account:${ME.id}`,
  skip_if_empty: false,
  catch_up: "one",
  paused: false,
  paused_because: "",
  created_at: "2026-03-01T00:00:00Z",
  recipients: [{ address: "ann@example.com", unsubscribed: false }],
  next_run: { at: "2026-03-29T03:00:00+02:00", offset: "+02:00", moved: "gap" },
  warnings: [],
};
const PREVIEW = {
  cron: "0 7 * * 1",
  zone: "Europe/Berlin",
  allowed: true,
  warnings: ["Clocks are put forward."],
  runs: [
    { at: "2026-03-29T03:00:00+02:00", offset: "+02:00", moved: "gap" },
    { at: "2026-10-25T02:30:00+02:00", offset: "+02:00", moved: "overlap" },
    { at: "2026-11-01T02:30:00+01:00", offset: "+01:00", moved: "" },
  ],
};
const SENDING = {
  id: "x1",
  schedule_id: "s1",
  job_id: "j1",
  due: "2026-03-29T01:00:00Z",
  manual: true,
  dry: true,
  state: "dry",
  reason: "",
  run_id: "r1",
  subject: "Weekly: Acme",
  filename: "sales.csv",
  size: 1500,
  attached: true,
  created_at: "2026-03-29T01:00:00Z",
  finished_at: "2026-03-29T01:00:01Z",
};

beforeEach(() => {
  server.use(
    http.get(api("/analytics/schedules"), () => HttpResponse.json({ items: [SCHEDULE], next: null })),
    http.post(api("/analytics/schedules/preview"), () => HttpResponse.json(PREVIEW)),
    http.get(api("/analytics/report-types"), () =>
      HttpResponse.json([
        { name: "sales", title: "Sales", summary: "", plugin: "shop", parameters: { properties: { least: { type: "integer", title: "Least" } } } },
      ]),
    ),
    http.get(api("/analytics/formats"), () => HttpResponse.json([{ name: "csv", title: "CSV", plugin: "format-csv" }])),
    http.get(api("/analytics/schedules/s1/sendings"), () => HttpResponse.json({ items: [SENDING], next: null })),
    http.get(api("/analytics/sendings/x1"), () =>
      HttpResponse.json({ ...SENDING, deliveries: [{ recipient: "ann@example.com", state: "dry", error: "", tries: 0, sent_at: null }] }),
    ),
  );
});

it("lists schedules with their next time, marked where clocks move it", async () => {
  show(<SchedulesPage />);
  expect(await screen.findByText(/Sun, Mar 29, 2026/)).toBeVisible();
  expect(screen.getByText(/Europe\/Berlin Clocks go forward/)).toBeVisible();
});

it("shows the next times before anything is saved, and sends what was filled in", async () => {
  let sent: unknown;
  server.use(
    http.post(api("/analytics/schedule-report"), async ({ request }) => {
      sent = await request.json();
      return HttpResponse.json(SCHEDULE, { status: 201 });
    }),
  );
  const { router } = show(<SchedulesPage />, { at: `/s?_new=sales&_parameters=${encodeURIComponent('{"least":3}')}` });
  expect(await screen.findByText("Clocks go forward")).toBeVisible();
  expect(screen.getByText("Clocks go back")).toBeVisible();
  expect(screen.getByText("Clocks are put forward.")).toBeVisible();
  await userEvent.click(screen.getByRole("combobox", { name: "How often" }));
  await userEvent.click(screen.getByRole("option", { name: "Every month" }));
  await userEvent.type(screen.getByLabelText("Recipients"), "ann@example.com, bob@example.com");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(router.state.location.search).toBe(""));
  expect(sent).toEqual({
    name: "Sales",
    type: "sales",
    parameters: { least: 3 },
    format: "csv",
    cron: "0 7 1 * *",
    zone: null,
    recipients: ["ann@example.com", "bob@example.com"],
    skip_if_empty: false,
    catch_up: "one",
  });
});

it("tells what is wrong at its field", async () => {
  const errors = [
    { pointer: "#/recipients/1", detail: "is no address", type: "invalid" },
    { pointer: "#/cron", detail: "too often", type: "invalid" },
  ];
  server.use(http.post(api("/analytics/schedule-report"), () => problem(422, "invalid", { errors })));
  show(<SchedulesPage />, { at: "/s?_new=sales" });
  await userEvent.type(await screen.findByLabelText("Recipients"), "ann@example.com bob,");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("bob: is no address")).toBeVisible();
  expect(screen.getByText("too often")).toBeVisible();
});

it("tries a schedule out, and shows who would get what", async () => {
  server.use(http.post(api("/analytics/schedules/s1/dry-run"), () => HttpResponse.json({ ...SENDING, deliveries: [] }, { status: 202 })));
  show(<SchedulesPage />);
  await userEvent.click(await screen.findByRole("button", { name: "Actions for Weekly" }));
  await userEvent.click(screen.getByRole("menuitem", { name: "Dry run: mail nobody" }));
  expect(await screen.findByText("Weekly: Acme")).toBeVisible();
  expect(screen.getByText("sales.csv (1.5 kB), attached")).toBeVisible();
  expect(screen.getByText("Not mailed")).toBeVisible();
});

it("offers no change of what is somebody else's", async () => {
  server.use(
    http.get(api("/auth/me"), () => HttpResponse.json({ ...ME, platform: false, permissions: ["analytics.report.read", "analytics.schedule.manage"] })),
    http.get(api("/analytics/schedules"), () => HttpResponse.json({ items: [{ ...SCHEDULE, owner: "account:other" }], next: null })),
  );
  show(<SchedulesPage />);
  expect(await screen.findByRole("button", { name: "History of Weekly" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Actions for Weekly" })).toBeNull();
});
