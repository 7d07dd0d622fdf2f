import { act, screen, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import { asked } from "@/lib/prompts";
import { show } from "@/testing/render";

import { Prompts } from "./Prompts";

let answerTo: { onDone: () => void; onGiveUp: () => void };
vi.mock("@/core/login/SignInAgain", () => ({
  default: (props: typeof answerTo) => {
    answerTo = props;
    return <p>Your session is over</p>;
  },
}));
vi.mock("@/core/login/Reauthenticate", () => ({
  default: (props: typeof answerTo) => {
    answerTo = props;
    return <p>Confirm that it is you</p>;
  },
}));

it("asks over the page, and lets the request go on once that is done", async () => {
  const { client } = show(<Prompts />);
  const again = vi.spyOn(client, "invalidateQueries");
  const question = asked("sign-in");
  expect(await screen.findByText("Your session is over")).toBeVisible();
  act(() => answerTo.onDone());
  expect(await question).toBe(true);
  await waitFor(() => expect(screen.queryByText("Your session is over")).toBeNull());
  // What failed meanwhile is fetched again.
  expect(again).toHaveBeenCalled();
});

it("tells the request when one gives up", async () => {
  const { client } = show(<Prompts />);
  const again = vi.spyOn(client, "invalidateQueries");
  const question = asked("reauthenticate");
  expect(await screen.findByText("Confirm that it is you")).toBeVisible();
  act(() => answerTo.onGiveUp());
  expect(await question).toBe(false);
  expect(again).not.toHaveBeenCalled();
});

it("answers both when a second question comes while the first stands open", async () => {
  show(<Prompts />);
  const [first, second] = [asked("reauthenticate"), asked("sign-in")];
  const done = vi.fn();
  void first.then(done);
  void second.then(done);
  for (let round = 0; round < 2; round += 1) {
    await waitFor(() => expect(screen.queryByText(/session is over|that it is you/)).not.toBeNull());
    act(() => answerTo.onDone());
    await act(() => Promise.resolve());
  }
  await waitFor(() => expect(done).toHaveBeenCalledTimes(2));
});
