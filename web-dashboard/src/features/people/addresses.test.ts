import { expect, it } from "vitest";

import { addressesIn, strangeOnes } from "./addresses";

it("finds addresses in what people paste, each once", () => {
  expect(addressesIn(" Ann@x.example;bert@x.example,\n Carl Lee <carl@x.example>\n\nann@x.example dora@x.example")).toEqual([
    "ann@x.example",
    "bert@x.example",
    "carl@x.example",
    "dora@x.example",
  ]);
  expect(addressesIn(" \n,;")).toEqual([]);
});

it("names what cannot be an address", () => {
  expect(strangeOnes(["a@b", "ann", "@b", "a@b@c"])).toEqual(["ann", "@b", "a@b@c"]);
});
