import { configure, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { expect, it } from "vitest";

import { show } from "@/testing/render";
import { ME, api, problem, server } from "@/testing/server";

import { forEach } from "./bulk";
import { durationOf } from "./duration";
import JobsPage from "./JobsPage";

// The first page of a file has its texts to load.
configure({ asyncUtilTimeout: 10_000 });

const job = (id: string, state: string) => ({
  id,
  state,
  attempt: 1,
  progress: 0,
  note: "",
  started_at: null,
  finished_at: null,
  plugin: "acme",
  kind: "job",
  name: `import-${id}`,
  queue: "default",
  priority: 0,
  error: null,
  created_at: "2026-03-01T08:59:00Z",
  due: "2026-03-01T08:59:00Z",
});

function jobs(items: object[], asked: (query: string) => void = () => undefined) {
  server.use(
    http.get(api("/plugins"), () => HttpResponse.json({ items: [{ id: "acme", title: "Acme" }], next: null })),
    http.get(api("/jobs"), ({ request }) => {
      asked(new URL(request.url).search);
      return HttpResponse.json({ items, next: null });
    }),
  );
}

it("asks for what the address says, and for jobs unless it says more", async () => {
  const asked: string[] = [];
  jobs([], (query) => asked.push(query));
  show(<JobsPage />, { at: "/jobs?state=dead&plugin=acme&sort=-created_at" });
  expect(await screen.findByText("No job matches")).toBeVisible();
  expect(asked.at(-1)).toBe("?state=dead&plugin=acme&kind=job&sort=-created_at");
});

it("says what to do where no job has run", async () => {
  jobs([]);
  show(<JobsPage />);
  expect(await screen.findByText("No job has run yet")).toBeVisible();
  expect(screen.getByRole("link", { name: "Schedules" })).toHaveAttribute("href", "/t/acme/schedules");
});

it("offers only what a state allows", async () => {
  jobs([job("a", "queued"), job("b", "done"), job("c", "dead")]);
  show(<JobsPage />);
  expect(await screen.findByRole("button", { name: "Stop job: import-a" })).toBeVisible();
  expect(screen.getByRole("button", { name: "Run now: import-a" })).toBeVisible();
  expect(screen.getByRole("button", { name: "Run again: import-c" })).toBeVisible();
  expect(screen.queryByRole("button", { name: /import-b/ })).toBeNull();
});

it("offers nothing to whoever may only look", async () => {
  server.use(http.get(api("/auth/me"), () => HttpResponse.json({ ...ME, platform: false, permissions: ["omni.job.read"] })));
  jobs([job("a", "queued")]);
  show(<JobsPage />);
  expect(await screen.findByRole("link", { name: "import-a" })).toBeVisible();
  expect(screen.queryByRole("button", { name: /import-a/ })).toBeNull();
  expect(screen.queryByRole("checkbox")).toBeNull();
});

it("says for how many it was done, and why not for the others", async () => {
  jobs([job("a", "dead"), job("b", "dead")]);
  server.use(
    http.post(api("/jobs/a/retry"), () => HttpResponse.json({ ...job("a", "queued"), arguments: {}, result: null })),
    http.post(api("/jobs/b/retry"), () => problem(409, "conflict", { detail: "another one waits" })),
  );
  show(<JobsPage />);
  await userEvent.click(await screen.findByRole("checkbox", { name: "Choose all rows" }));
  await userEvent.click(screen.getByRole("button", { name: "Run again (2)" }));
  expect(await screen.findByText("Done for 1, refused for 1: another one waits")).toBeVisible();
});

it("goes on after one that fails", async () => {
  const outcome = await forEach([1, 2, 3], (one) => (one === 2 ? Promise.reject(new Error("no")) : Promise.resolve()));
  expect(outcome).toMatchObject({ done: 2, failed: 1 });
});

it("says how long something took in two units", () => {
  expect(durationOf("en", 250)).toBe("250 ms");
  expect(durationOf("en", 65_000)).toBe("1 min 5 sec");
  expect(durationOf("en", 90_061_000)).toBe("1 day 1 hr");
});
