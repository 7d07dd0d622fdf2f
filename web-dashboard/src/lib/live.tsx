/** Server-sent events of `/api/v1/stream`: one stream per scope, opened again when it ends. */
import { useQueryClient } from "@tanstack/react-query";
import { createParser } from "eventsource-parser";
import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";

import { tenantHeaders } from "./api";
import { useScope } from "./scope";

type Handler = (data: unknown) => void;

interface Hub {
  on: (topic: string, handler: Handler) => () => void;
  connected: boolean;
}

const LiveContext = createContext<Hub | null>(null);
const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;

/** Reads one stream until it ends or `signal` is raised. */
async function read(tenant: string | null, signal: AbortSignal, opened: () => void, message: (topic: string, data: unknown) => void) {
  const response = await fetch("/api/v1/stream", { headers: { ...tenantHeaders(tenant), Accept: "text/event-stream" }, signal });
  if (!response.ok || !response.body) throw new Error(String(response.status));
  opened();
  const parser = createParser({
    onEvent: (event) => {
      const { topic, data } = JSON.parse(event.data) as { topic: string; data: unknown };
      message(topic, data);
    },
  });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    parser.feed(value);
  }
}

export function LiveProvider({ children }: { children: ReactNode }) {
  const { tenant } = useScope();
  const client = useQueryClient();
  const handlers = useRef(new Map<string, Set<Handler>>());
  const [connected, setConnected] = useState(false);

  useEffect(() => {
    const stop = new AbortController();
    let missed = false;
    const follow = async () => {
      let wait = FIRST_WAIT;
      while (!stop.signal.aborted) {
        try {
          await read(
            tenant,
            stop.signal,
            () => {
              wait = FIRST_WAIT;
              setConnected(true);
              // What was published while nobody listened is not told again.
              if (missed) void client.invalidateQueries({ queryKey: ["scope", tenant ?? ""] });
            },
            (topic, data) => {
              for (const handler of handlers.current.get(topic) ?? []) handler(data);
            },
          );
        } catch {
          if (stop.signal.aborted) return;
        }
        missed = true;
        setConnected(false);
        await new Promise((resolve) => setTimeout(resolve, wait));
        wait = Math.min(wait * 2, LONGEST_WAIT);
      }
    };
    void follow();
    return () => {
      stop.abort();
      setConnected(false);
    };
  }, [tenant, client]);

  const hub = useMemo<Hub>(
    () => ({
      connected,
      on: (topic, handler) => {
        const found = handlers.current.get(topic) ?? new Set();
        found.add(handler);
        handlers.current.set(topic, found);
        return () => found.delete(handler);
      },
    }),
    [connected],
  );
  return <LiveContext value={hub}>{children}</LiveContext>;
}

/** Call `handler` for each message of a topic, as long as the component is there. */
export function useLive(topic: string, handler: Handler): boolean {
  const hub = useContext(LiveContext);
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => hub?.on(topic, (data) => latest.current(data)), [hub, topic]);
  return hub?.connected ?? false;
}
