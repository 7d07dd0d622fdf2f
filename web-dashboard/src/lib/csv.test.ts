import { expect, it, vi } from "vitest";

import { csv, saveCsv } from "./csv";

it("quotes texts, leaves numbers and truths, and ends lines as RFC 4180 wants", () => {
  expect(
    csv(
      ["Name", "Count"],
      [
        ['Ann "the" first', 3],
        ["two\nlines, one cell", null],
        ["", true],
      ],
    ),
  ).toBe('"Name","Count"\r\n"Ann ""the"" first",3\r\n"two\nlines, one cell",\r\n"",true\r\n');
});

it.each(["=1+1", "+49 30", "-1e5", "@SUM(A1)", "\tx", "\rx", "\nx"])("keeps a spreadsheet from running %j", (text) => {
  expect(csv([text], [[text]])).toBe(`"'${text}"\r\n"'${text}"\r\n`);
});

it("never touches a number, whatever its sign", () => {
  expect(csv(["n"], [[-5], [-0.25]])).toBe('"n"\r\n-5\r\n-0.25\r\n');
});

it("saves it under a name that every system takes, with a byte order mark", async () => {
  const made: Blob[] = [];
  vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: (blob: Blob) => (made.push(blob), "blob:1"), revokeObjectURL: () => undefined }));
  let name = "";
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    name = this.download;
  });
  saveCsv("Dead letters / Acme", ["a"], [["ä"]]);
  expect(name).toBe("dead-letters-acme.csv");
  const bytes = await new Promise<ArrayBuffer>((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as ArrayBuffer);
    reader.readAsArrayBuffer(made[0]!);
  });
  expect([...new Uint8Array(bytes).slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  vi.unstubAllGlobals();
});
