import { act, screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, it, vi } from "vitest";

import { show } from "@/testing/render";
import { api, server } from "@/testing/server";

import { LiveProvider, useLive } from "./live";

const encoder = new TextEncoder();

/** The stream as Omni sends it: one connection after the other, each told apart. */
function stream() {
  const opened: { tenant: string | null; send: (text: string) => void; end: () => void }[] = [];
  server.use(
    http.get(api("/stream"), ({ request }) => {
      let control!: ReadableStreamDefaultController<Uint8Array>;
      const body = new ReadableStream<Uint8Array>({ start: (given) => void (control = given) });
      opened.push({
        tenant: request.headers.get("omni-tenant"),
        send: (text) => control.enqueue(encoder.encode(text)),
        end: () => control.close(),
      });
      return new HttpResponse(body, { headers: { "content-type": "text/event-stream" } });
    }),
  );
  return opened;
}

const event = (topic: string, data: unknown) => `data: ${JSON.stringify({ topic, data })}\n\n`;

function Probe({ heard }: { heard: (data: unknown) => void }) {
  const connected = useLive("job", heard);
  return <p>{connected ? "connected" : "alone"}</p>;
}

async function listening(heard: (data: unknown) => void = vi.fn()) {
  const opened = stream();
  const view = show(
    <LiveProvider>
      <Probe heard={heard} />
    </LiveProvider>,
  );
  await screen.findByText("connected");
  return { opened, ...view };
}

it("hands out messages by their topic, however they are cut into pieces", async () => {
  const heard = vi.fn();
  const { opened } = await listening(heard);
  expect(opened.map((one) => one.tenant)).toEqual(["acme"]);
  const text = event("job", { id: 1 }) + ": still here\n\n" + event("plugins", {}) + event("job", { id: 2 });
  await act(() => {
    for (const piece of [text.slice(0, 9), text.slice(9, 30), text.slice(30)]) opened[0]!.send(piece);
    return Promise.resolve();
  });
  await waitFor(() => expect(heard.mock.calls).toEqual([[{ id: 1 }], [{ id: 2 }]]));
});

it("comes back when the stream ends, and fetches anew what was missed", async () => {
  const heard = vi.fn();
  const { opened, client } = await listening(heard);
  const again = vi.spyOn(client, "invalidateQueries");
  act(() => opened[0]!.end());
  await screen.findByText("alone");
  await waitFor(() => expect(opened).toHaveLength(2), { timeout: 3000 });
  await screen.findByText("connected");
  expect(again).toHaveBeenCalledWith({ queryKey: ["scope", "acme"] });
  act(() => opened[1]!.send(event("job", "after")));
  await waitFor(() => expect(heard).toHaveBeenCalledWith("after"));
});

it("does not fetch anew what it has just fetched", async () => {
  const opened = stream();
  const { client } = show(<LiveProvider>{null}</LiveProvider>);
  const again = vi.spyOn(client, "invalidateQueries");
  await waitFor(() => expect(opened).toHaveLength(1));
  await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
  expect(again).not.toHaveBeenCalled();
});

it("tries again after a refusal, and asks nobody anything meanwhile", async () => {
  let tries = 0;
  server.use(
    http.get(api("/stream"), () => {
      tries += 1;
      return new HttpResponse(null, { status: 503 });
    }),
  );
  show(
    <LiveProvider>
      <Probe heard={vi.fn()} />
    </LiveProvider>,
  );
  await waitFor(() => expect(tries).toBe(2), { timeout: 3000 });
  expect(screen.getByText("alone")).toBeVisible();
});

it("hears nothing any more once it is gone", async () => {
  const heard = vi.fn();
  const { opened, unmount } = await listening(heard);
  unmount();
  try {
    opened[0]!.send(event("job", "late"));
  } catch {
    // The connection was closed, as it should be.
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(heard).not.toHaveBeenCalled();
  expect(opened).toHaveLength(1);
});
