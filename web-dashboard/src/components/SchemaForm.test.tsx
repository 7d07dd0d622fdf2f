import { configure, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import { show } from "@/testing/render";

import SchemaForm from "./SchemaForm";
import { patchOf, plain } from "./schema/plain";

// The form is a chunk of its own, and its texts, too.
configure({ asyncUtilTimeout: 8000 });

/** As pydantic writes it. */
const SCHEMA = {
  title: "Settings",
  type: "object",
  $defs: { Server: { type: "object", title: "Server", properties: { port: { type: "integer", title: "Port", minimum: 1, default: 80 } } } },
  properties: {
    salutation: { type: "string", title: "Salutation", minLength: 2, maxLength: 10, default: "Hello", description: "The first word." },
    url: { title: "Url", default: null, anyOf: [{ type: "string", format: "uri", minLength: 1 }, { type: "null" }] },
    key: { title: "Key", type: "string", format: "password", writeOnly: true, minLength: 16, default: "" },
    server: { $ref: "#/$defs/Server" },
  },
};

function form(values: Record<string, unknown>, errors?: Record<string, string>) {
  const sent = vi.fn();
  show(
    <SchemaForm schema={SCHEMA} values={values} errors={errors} onSubmit={sent}>
      <button type="submit">Save</button>
    </SchemaForm>,
  );
  return sent;
}
const save = () => userEvent.click(screen.getByRole("button", { name: "Save" }));

it("sends what was changed, and null for what was emptied", async () => {
  const sent = form({ salutation: "Hello", url: "https://example.com", key: "", server: { port: 80 } });
  await userEvent.clear(await screen.findByRole("textbox", { name: "Url" }));
  const port = screen.getByLabelText(/Port/);
  await userEvent.clear(port);
  await userEvent.type(port, "8080");
  await save();
  expect(sent).toHaveBeenCalledWith({ url: null, server: { port: 8080 } });
});

it("says what is wrong at the field, and sends nothing", async () => {
  const sent = form({ salutation: "Hello", url: null });
  const field = await screen.findByRole("textbox", { name: "Salutation" });
  await userEvent.clear(field);
  await userEvent.type(field, "H");
  await userEvent.type(screen.getByRole("textbox", { name: "Url" }), "nowhere");
  await save();
  expect(await screen.findByText("At least 2 characters.")).toBeVisible();
  expect(screen.getByText("This is no valid uri.")).toBeVisible();
  expect(sent).not.toHaveBeenCalled();
});

it("shows the API's errors at their fields", async () => {
  form({ server: { port: 80 } }, { "server.port": "it is taken" });
  expect(await screen.findByText("it is taken")).toBeVisible();
});

it("never shows a secret: it is kept, replaced or removed", async () => {
  const sent = form({ key: "**********" });
  const secret = await screen.findByRole("group", { name: "Key" });
  expect(screen.queryByLabelText("Key", { selector: "input" })).toBeNull();
  await save();
  expect(sent).toHaveBeenLastCalledWith({ salutation: "Hello", server: { port: 80 } });
  await userEvent.click(within(secret).getByRole("button", { name: "Remove" }));
  await save();
  expect(sent).toHaveBeenLastCalledWith(expect.objectContaining({ key: null }));
  await userEvent.click(screen.getByRole("button", { name: "Keep as it is" }));
  await userEvent.click(screen.getByRole("button", { name: "Replace" }));
  await userEvent.type(screen.getByLabelText("Key"), "new-secret");
  await save();
  expect(sent).toHaveBeenLastCalledWith(expect.objectContaining({ key: "new-secret" }));
});

it("takes X or nothing as X that may be empty, and asks nothing of a mask", () => {
  const { properties } = plain(SCHEMA as never);
  expect(properties?.url).toEqual({ title: "Url", type: "string", format: "uri", minLength: 1 });
  expect(properties?.key).toEqual({ title: "Key", type: "string", format: "password", writeOnly: true });
});

it("makes a merge patch", () => {
  expect(patchOf({ a: 1, b: { c: 1, d: 2 }, e: [1] }, { a: 1, b: { c: 1 }, e: [1, 2], f: "x" })).toEqual({ b: { d: null }, e: [1, 2], f: "x" });
});
