import { configure, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { expect, it } from "vitest";

import { show } from "@/testing/render";
import { api, server } from "@/testing/server";

import DeadLettersPage from "./DeadLettersPage";

// The first page of a file has its texts to load.
configure({ asyncUtilTimeout: 10_000 });

const LETTER = {
  id: "j1",
  plugin: "acme",
  kind: "job",
  name: "glue",
  reason: "no glue",
  attempts: 5,
  arguments: {},
  created_at: "2026-03-01T08:59:00Z",
  died_at: "2026-03-01T09:00:00Z",
};

it("replays all that match, as the address says", async () => {
  let body: unknown;
  server.use(
    http.get(api("/plugins"), () => HttpResponse.json({ items: [{ id: "acme", title: "Acme" }], next: null })),
    http.get(api("/dead-letters"), () => HttpResponse.json({ items: [LETTER], next: null })),
    http.post(api("/dead-letters/replay"), async ({ request }) => {
      body = await request.json();
      return HttpResponse.json({ replayed: 2, left: 1 });
    }),
  );
  show(<DeadLettersPage />, { at: "/dead-letters?name=glue" });
  expect(await screen.findByText("no glue")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Replay all that match" }));
  await userEvent.click(screen.getByRole("button", { name: "Replay" }));
  expect(await screen.findByText("2 run again. 1 stay, since the same job waits or runs already.")).toBeVisible();
  expect(body).toEqual({ kind: null, plugin: null, name: "glue", died_before: null });
});
