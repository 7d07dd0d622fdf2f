/** Requests about dead letters. */
import { useSearchParams } from "react-router";

import { answer } from "@/lib/api";
import { useList } from "@/lib/pages";
import { useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

import { useDeaths } from "./api";

export type Letter = Schema<"DeadLetter">;
export type Which = Schema<"Which">;

const POLL = 10_000;
const NAMES = ["kind", "plugin", "name", "before"];

/** What the address asks for, as a replay of many takes it, too. */
export function useLetterFilters(): { filters: Which; active: boolean } {
  const [params] = useSearchParams();
  return {
    filters: { kind: params.get("kind"), plugin: params.get("plugin"), name: params.get("name"), died_before: params.get("before") },
    active: NAMES.some((name) => params.has(name)),
  };
}

export function useDeadLetters(filters: Which, sort: string) {
  const { api, key } = useScope();
  useDeaths();
  const given = Object.fromEntries(Object.entries({ ...filters, sort }).filter(([, value]) => value));
  return useList(key("dead-letters", given), (cursor, signal) => answer(api.GET("/api/v1/dead-letters", { params: { query: { ...given, cursor } }, signal })), {
    refetchInterval: POLL,
  });
}
