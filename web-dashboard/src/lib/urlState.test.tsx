import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";

import { show } from "@/testing/render";

import { useUrlState } from "./urlState";

function Probe() {
  const [state, setState] = useUrlState("state", "active");
  return (
    <>
      <output>{state}</output>
      <button onClick={() => setState("suspended")}>other</button>
      <button onClick={() => setState("active")}>usual</button>
      <button onClick={() => setState("")}>none</button>
    </>
  );
}

it("stands in the address, and leaves the rest of it alone", async () => {
  const { router } = show(<Probe />, { at: "/?q=acme" });
  expect(screen.getByRole("status")).toHaveTextContent("active");
  await userEvent.click(screen.getByRole("button", { name: "other" }));
  expect(screen.getByRole("status")).toHaveTextContent("suspended");
  expect(router.state.location.search).toBe("?q=acme&state=suspended");
});

it.each(["usual", "none"])("leaves the address when it is the %s one", async (name) => {
  const { router } = show(<Probe />, { at: "/?state=suspended" });
  await userEvent.click(screen.getByRole("button", { name }));
  expect(router.state.location.search).toBe("");
});

it("is what a link says", () => {
  show(<Probe />, { at: "/?state=deleting" });
  expect(screen.getByRole("status")).toHaveTextContent("deleting");
});
