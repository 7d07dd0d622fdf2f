import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import { ApiError } from "@/lib/problem";
import { show } from "@/testing/render";
import { withTexts } from "@/testing/texts";

import { FlatForm } from "./FlatForm";
import type { JsonSchema } from "./flat/schema";

withTexts("flatForm");

const SCHEMA: JsonSchema = {
  required: ["code", "colour"],
  $defs: { Colour: { enum: ["red", "green"], type: "string" } },
  properties: {
    code: { type: "string", title: "Code", description: "Six digits.", inputmode: "numeric", autocomplete: "one-time-code" },
    colour: { $ref: "#/$defs/Colour", title: "Colour" },
    count: { anyOf: [{ type: "integer", minimum: 1 }, { type: "null" }], title: "Count", default: null },
    loud: { type: "boolean", title: "Loud" },
    secret: { type: "string", format: "password", title: "Secret" },
    hosts: { type: "array", items: { type: "string" }, title: "Hosts" },
    note: { type: "string", title: "Note" },
  },
};

function form(more: Partial<Parameters<typeof FlatForm>[0]> = {}) {
  const onSubmit = vi.fn();
  show(<FlatForm schema={SCHEMA} action="Send" onSubmit={onSubmit} {...more} />);
  return onSubmit;
}

it("sends what was filled in, each in its type, and nothing for what was left empty", async () => {
  const onSubmit = form();
  await userEvent.type(screen.getByRole("textbox", { name: "Code" }), "12");
  await userEvent.click(screen.getByRole("combobox", { name: "Colour" }));
  await userEvent.click(screen.getByRole("option", { name: "green" }));
  await userEvent.type(screen.getByRole("spinbutton", { name: "Count" }), "3");
  await userEvent.click(screen.getByRole("checkbox", { name: "Loud" }));
  await userEvent.type(screen.getByLabelText("Secret"), "s3");
  await userEvent.type(screen.getByRole("textbox", { name: "Hosts" }), "a{Enter}b");
  await userEvent.click(screen.getByRole("button", { name: "Send" }));
  const sent = { code: "12", colour: "green", count: 3, loud: true, secret: "s3", hosts: ["a", "b"] };
  expect(onSubmit).toHaveBeenCalledWith(sent);
});

it("says at the fields what is lacking, and sends nothing", async () => {
  const onSubmit = form();
  await userEvent.click(screen.getByRole("button", { name: "Send" }));
  expect(screen.getByRole("textbox", { name: "Code" })).toHaveAccessibleDescription("Please fill this in.");
  expect(onSubmit).not.toHaveBeenCalled();
  await userEvent.type(screen.getByRole("textbox", { name: "Code" }), "1");
  expect(screen.getByRole("textbox", { name: "Code" })).toHaveAccessibleDescription("Six digits.");
});

it("shows the API's errors at their fields, others above", () => {
  const body = { type: "/problems/invalid", title: "Invalid", status: 422, detail: "2 errors" };
  form({ at: "answers", error: new ApiError({ ...body, errors: [{ pointer: "#/answers/code", detail: "too short", type: "x" }] }) });
  expect(screen.getByRole("textbox", { name: "Code" })).toHaveAccessibleDescription("too short");
  expect(screen.queryByRole("alert")).toBeNull();
});

it("shows an error that is at no field of it", () => {
  const body = { type: "/problems/invalid", title: "Invalid", status: 422, detail: "this is not right" };
  form({ at: "answers", error: new ApiError({ ...body, errors: [{ pointer: "#/answers", detail: "this is not right", type: "x" }] }) });
  expect(screen.getByRole("alert")).toHaveTextContent("this is not right");
});

it("lets one look at a password, and tells the browser how to fill it in", async () => {
  form();
  expect(screen.getByRole("textbox", { name: "Code" })).toHaveAttribute("autocomplete", "one-time-code");
  expect(screen.getByRole("textbox", { name: "Code" })).toHaveAttribute("inputmode", "numeric");
  const secret = screen.getByLabelText("Secret");
  expect(secret).toHaveAttribute("type", "password");
  await userEvent.click(screen.getByRole("button", { name: "Show the password" }));
  expect(secret).toHaveAttribute("type", "text");
});
