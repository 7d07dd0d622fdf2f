import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, it, vi } from "vitest";

import { show } from "@/testing/render";
import { ME, api, problem, server } from "@/testing/server";

import ReportPage from "./ReportPage";

// jsdom has no layout to draw in; what is drawn is tested by `chartData`.
vi.mock("./report/Drawing", () => ({ default: () => <svg /> }));

const PARAMETERS = {
  properties: {
    period: { default: "last_30_days", enum: ["today", "last_7_days", "last_30_days", "custom"], title: "Period", type: "string" },
    start: { anyOf: [{ format: "date", type: "string" }, { type: "null" }], default: null, title: "First day" },
    end: { anyOf: [{ format: "date", type: "string" }, { type: "null" }], default: null, title: "Last day" },
    least: { default: 0, title: "Smallest order", type: "integer" },
  },
};
const REPORT = {
  type: "sales",
  title: "Sales",
  generated: "2026-03-31T10:00:00Z",
  period: { start: "2026-03-01T00:00:00+01:00", end: "2026-04-01T00:00:00+02:00", zone: "Europe/Berlin", group: "day", partial: true, previous: null },
  parameters: [],
  figures: [{ name: "orders", title: "Orders", value: 120, kind: "integer", unit: "", previous: 100, better: "up" }],
  tables: [
    {
      name: "days",
      title: "By day",
      columns: [
        { name: "day", title: "Day", kind: "date", unit: "" },
        { name: "sum", title: "Sum", kind: "money", unit: "EUR" },
      ],
      rows: [
        ["2026-03-01", "9.50"],
        ["2026-03-02", "10.00"],
      ],
      total: 700,
    },
  ],
  charts: [{ name: "days", title: "Sums", kind: "line", table: "days", x: "day", y: ["sum"], stacked: false, complete: null }],
  definitions: [{ name: "orders", title: "Orders", text: "Orders that were placed.", formula: "count(*)", source: "The handbook" }],
  notes: ["Late orders are missing."],
  empty: false,
};
const RUN = {
  id: "r1",
  type: "sales",
  title: "Sales",
  parameters: {},
  actor: `account:${ME.id}`,
  schedule_id: null,
  state: "done",
  error: "",
  empty: false,
  created_at: "2026-03-31T10:00:00Z",
  finished_at: "2026-03-31T10:00:00Z",
  progress: 1,
  report: null,
  downloads: [],
};
const FILE = {
  id: "d1",
  run_id: "r1",
  format: "csv",
  state: "queued",
  progress: 0,
  note: "",
  error: "",
  filename: "",
  media_type: "",
  size: 0,
  url: null,
  expires_at: null,
};

let asked: unknown[] = [];

beforeEach(() => {
  asked = [];
  server.use(
    http.get(api("/analytics/report-types"), () =>
      HttpResponse.json([{ name: "sales", title: "Sales", summary: "What was sold.", plugin: "shop", parameters: PARAMETERS }]),
    ),
    http.get(api("/analytics/formats"), () => HttpResponse.json([{ name: "csv", title: "CSV", plugin: "format-csv" }])),
    http.get(api("/analytics/runs"), () => HttpResponse.json({ items: [RUN], next: null })),
    http.get(api("/analytics/runs/r1"), () => HttpResponse.json(RUN)),
    http.get(api("/analytics/runs/r1/report"), () => HttpResponse.json(REPORT)),
    http.post(api("/analytics/generate-report"), async ({ request }) => {
      asked.push(await request.json());
      return HttpResponse.json({ ...RUN, report: REPORT });
    }),
  );
});

const open = (at: string) => show(<ReportPage />, { at, path: "/reports/:report" });

it("runs what the address asks for, and keeps the run in it", async () => {
  const { router } = open("/reports/sales?period=last_7_days&least=5");
  expect(await screen.findByText("120")).toBeVisible();
  expect(asked).toEqual([{ type: "sales", parameters: { period: "last_7_days", least: 5 } }]);
  expect(router.state.location.search).toBe("?period=last_7_days&least=5&_run=r1");
  expect(screen.getByText("+20% (before: 100)")).toBeVisible();
  expect(screen.getByText("Not over yet")).toBeVisible();
  expect(screen.getByText("Late orders are missing.")).toBeVisible();
  expect(screen.getByText("The first 2 of 700 rows. Files have all of them.")).toBeVisible();
});

it("shows a run of a link as it was, and makes no other", async () => {
  open("/reports/sales?_run=r1");
  expect(await screen.findByText("120")).toBeVisible();
  expect(asked).toEqual([]);
});

it("asks for the days of a period of one's own, and sends them", async () => {
  open("/reports/sales?_run=r1");
  await userEvent.click(await screen.findByRole("combobox", { name: "Period" }));
  await userEvent.click(screen.getByRole("option", { name: "Other days" }));
  const [first, last] = [screen.getByLabelText("First day"), screen.getByLabelText("Last day")];
  await userEvent.type(first, "2026-03-01");
  await userEvent.type(last, "2026-03-09");
  await userEvent.click(screen.getByRole("button", { name: "Run report" }));
  await waitFor(() => expect(asked).toEqual([{ type: "sales", parameters: { period: "custom", start: "2026-03-01", end: "2026-03-09" } }]));
});

it("tells what is wrong with a parameter at its field, behind More, too", async () => {
  const errors = [{ pointer: "#/parameters/least", detail: "there was never such an order", type: "invalid" }];
  server.use(http.post(api("/analytics/generate-report"), () => problem(422, "invalid", { errors })));
  open("/reports/sales?least=9");
  expect(await screen.findByText("there was never such an order")).toBeVisible();
  expect(screen.getByLabelText("Smallest order")).toBeInvalid();
});

it("sorts a table by what its cells are worth", async () => {
  open("/reports/sales?_run=r1");
  const table = await screen.findByRole("table", { name: "By day" });
  const sums = () =>
    within(table)
      .getAllByText(/€/)
      .map((cell) => cell.textContent);
  expect(sums()).toEqual(["€9.50", "€10.00"]);
  await userEvent.click(within(table).getByRole("button", { name: "Sum" }));
  await userEvent.click(within(table).getByRole("button", { name: "Sum" }));
  await waitFor(() => expect(sums()).toEqual(["€10.00", "€9.50"]));
});

it("follows a long run until its report is there", async () => {
  let polls = 0;
  server.use(
    http.post(api("/analytics/generate-report"), () => HttpResponse.json({ ...RUN, state: "queued", progress: 0 }, { status: 202 })),
    http.get(api("/analytics/runs/r1"), () => HttpResponse.json((polls += 1) < 2 ? { ...RUN, state: "running", progress: 0.4 } : RUN)),
  );
  open("/reports/sales");
  expect(await screen.findByRole("progressbar", { name: "The report is being made" })).toBeVisible();
  expect(await screen.findByText("120")).toBeVisible();
});

it("says why a run failed", async () => {
  server.use(http.get(api("/analytics/runs/r1"), () => HttpResponse.json({ ...RUN, state: "failed", error: "the sums do not add up" })));
  open("/reports/sales?_run=r1");
  expect(await screen.findByText("the sums do not add up")).toBeVisible();
  expect(screen.getByRole("button", { name: "Run it again" })).toBeVisible();
});

it("offers to run it again where the run is not kept any more", async () => {
  server.use(http.get(api("/analytics/runs/r1"), () => problem(404, "not-found")));
  open("/reports/sales?_run=r1");
  expect(await screen.findByText("This report is not kept any more")).toBeVisible();
});

it("shows how far a file is, then its link", async () => {
  let polls = 0;
  server.use(
    http.post(api("/analytics/runs/r1/downloads"), () => HttpResponse.json(FILE, { status: 202 })),
    http.get(api("/analytics/downloads/d1"), () =>
      HttpResponse.json(
        (polls += 1) < 2
          ? { ...FILE, state: "running", progress: 0.5 }
          : { ...FILE, state: "done", progress: 1, filename: "sales.zip", size: 1500, url: "/blob/x", expires_at: "2026-03-31T11:00:00Z" },
      ),
    ),
  );
  open("/reports/sales?_run=r1");
  await userEvent.click(await screen.findByRole("button", { name: "Download" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "CSV" }));
  await waitFor(() => expect(screen.getByRole("progressbar", { name: "The file is being written: CSV" })).toHaveAttribute("aria-valuenow", "50"));
  expect(await screen.findByRole("link", { name: "Save file" })).toHaveAttribute("href", "/blob/x");
  expect(screen.getByText(/sales\.zip is ready \(1\.5 kB\)/)).toBeVisible();
});

it("runs nothing for whoever may only read", async () => {
  server.use(http.get(api("/auth/me"), () => HttpResponse.json({ ...ME, platform: false, permissions: ["analytics.report.read"] })));
  open("/reports/sales");
  expect(await screen.findByText("Open one of those that were made before.")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Run report" })).toBeNull();
  await userEvent.click(await screen.findByRole("button", { name: /^Show the report of/ }));
  expect(await screen.findByText("120")).toBeVisible();
  expect(asked).toEqual([]);
});

it("says that there is no such report", async () => {
  open("/reports/other");
  expect(await screen.findByText("There is no such report")).toBeVisible();
});
