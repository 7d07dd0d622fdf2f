import { expect, it } from "vitest";

import { inputsOf, parted, type Description } from "./openapi";
import { applied, isFlat } from "./shapes";

const DESCRIPTION: Description = {
  paths: {
    "/x/shop/{shop}/orders/{order_id}": {
      post: {
        parameters: [
          { name: "shop", in: "path", required: true, schema: { type: "string" } },
          { name: "order_id", in: "path", required: true, schema: { type: "string" } },
          { name: "why", in: "query", required: true, schema: { type: "string" } },
          { name: "note", in: "query", schema: { type: "string" } },
        ],
        requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Order" } } } },
      },
      delete: { parameters: [{ name: "order_id", in: "path", required: true, schema: { type: "string" } }] },
    },
  },
  components: {
    schemas: {
      Order: {
        type: "object",
        required: ["kind"],
        properties: { kind: { $ref: "#/components/schemas/Kind" }, parent: { $ref: "#/components/schemas/Order" } },
      },
      Kind: { type: "string", enum: ["book", "record"] },
    },
  },
};
const ROUTE = { method: "POST", path: "/x/shop/{shop}/orders/{order_id}" };

it("asks for what a row does not give, and for the body", () => {
  const inputs = inputsOf(DESCRIPTION, ROUTE, { id: "o1" });
  expect(Object.keys(inputs?.schema.properties ?? {})).toEqual(["shop", "why", "kind", "parent"]);
  expect(inputs?.schema.required).toEqual(["shop", "why", "kind"]);
  expect(inputs?.schema.$defs).toHaveProperty("Kind");
  expect(inputs && parted(inputs, { shop: "s", why: "a b", kind: "book" })).toEqual({ path: { shop: "s" }, query: "?why=a+b", body: { kind: "book" } });
});

it("asks for nothing where a row gives all, and knows no route that is gone", () => {
  expect(inputsOf(DESCRIPTION, { ...ROUTE, method: "DELETE" }, { id: "o1" })?.none).toBe(true);
  expect(inputsOf(DESCRIPTION, { ...ROUTE, method: "PUT" }, {})).toBeNull();
});

it("tells flat forms from deep ones", () => {
  const inputs = inputsOf(DESCRIPTION, ROUTE, {});
  expect(inputs && isFlat(inputs.schema)).toBe(false);
  expect(
    isFlat({ properties: { a: { type: "string" }, b: { anyOf: [{ type: "integer" }, { type: "null" }] }, c: { type: "array", items: { type: "string" } } } }),
  ).toBe(true);
  expect(isFlat({ properties: { a: { type: "array", items: { type: "object" } } } })).toBe(false);
});

it("applies a merge patch", () => {
  expect(applied({ a: 1, b: { c: 2, d: 3 }, e: 4 }, { b: { c: 5 }, e: null, f: [1] })).toEqual({ a: 1, b: { c: 5, d: 3 }, f: [1] });
});
