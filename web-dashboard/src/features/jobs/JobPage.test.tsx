import { configure, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { expect, it } from "vitest";

import { show } from "@/testing/render";
import { api, problem, server } from "@/testing/server";

import JobPage from "./JobPage";

// The first page of a file has its texts to load.
configure({ asyncUtilTimeout: 10_000 });

const JOB = {
  id: "j1",
  state: "dead",
  attempt: 5,
  progress: 0.4,
  note: "40 of 100",
  started_at: "2026-03-01T09:00:00Z",
  finished_at: "2026-03-01T09:01:05Z",
  plugin: "acme",
  kind: "job",
  name: "import",
  queue: "default",
  priority: 0,
  error: "ValueError: no such file",
  created_at: "2026-03-01T08:59:00Z",
  due: "2026-03-01T08:59:00Z",
  arguments: { file: "a.csv" },
  result: null,
};

function page(job: object = JOB) {
  server.use(
    http.get(api("/plugins"), () => HttpResponse.json({ items: [{ id: "acme", title: "Acme" }], next: null })),
    http.get(api("/jobs/j1"), () => HttpResponse.json(job)),
  );
  return show(<JobPage />, { at: "/jobs/j1", path: "/jobs/:job" });
}

it("says why a job failed, how long it took, in the tenant's zone, and what it was given", async () => {
  page();
  expect(await screen.findByText("ValueError: no such file")).toBeVisible();
  expect(screen.getByText("1 min 5 sec")).toBeVisible();
  expect(await screen.findByText(/10:00:00/)).toBeVisible();
  expect(screen.getByRole("group", { name: "Arguments" })).toHaveTextContent('"file": "a.csv"');
});

it("lets it run again, and shows that it waits", async () => {
  page();
  const again = await screen.findByRole("button", { name: "Run again" });
  server.use(
    http.post(api("/jobs/j1/retry"), () => HttpResponse.json({ ...JOB, state: "queued" })),
    http.get(api("/jobs/j1"), () => HttpResponse.json({ ...JOB, state: "queued", error: null })),
  );
  await userEvent.click(again);
  expect(await screen.findByText("It waits for its time or its turn.")).toBeVisible();
});

it("shows a refusal where it was asked for", async () => {
  page({ ...JOB, state: "running" });
  server.use(http.post(api("/jobs/j1/cancel"), () => problem(409, "conflict", { detail: "job j1 is done" })));
  await userEvent.click(await screen.findByRole("button", { name: "Stop job" }));
  await userEvent.click(screen.getAllByRole("button", { name: "Stop job" }).at(-1)!);
  expect(await screen.findByText("job j1 is done")).toBeVisible();
  expect(screen.getByRole("dialog")).toBeVisible();
});

it("says that there is no such job", async () => {
  server.use(http.get(api("/plugins"), () => HttpResponse.json({ items: [], next: null })));
  server.use(http.get(api("/jobs/j1"), () => problem(404, "not-found", { detail: "no job j1" })));
  show(<JobPage />, { at: "/jobs/j1", path: "/jobs/:job" });
  expect(await screen.findByText("no job j1")).toBeVisible();
});
