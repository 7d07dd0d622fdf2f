import { getContrastRatio, hexToRgb } from "@mui/material/styles";
import { expect, it } from "vitest";

import { readable } from "./colours";
import { themeOf } from "./theme";

type Palette = Record<string, Record<string, string>>;

/** MUI keeps them on the theme, and leaves them out of its type. */
function schemes(): Record<"light" | "dark", { palette: Palette }> {
  return (themeOf() as unknown as { colorSchemes: Record<"light" | "dark", { palette: Palette }> }).colorSchemes;
}

const BACKGROUNDS = { light: ["#f5f6f9", "#ffffff"], dark: ["#12141a", "#1a1d25"] } as const;

it.each(["#ffff00", "#ffffff", "#000000", "#2750c4", "#808080", "#ff0000", "#00ff88"])("makes %s readable in both themes", (colour) => {
  const found = readable(colour);
  for (const scheme of ["light", "dark"] as const) {
    for (const background of BACKGROUNDS[scheme]) expect(getContrastRatio(found[scheme], background)).toBeGreaterThanOrEqual(4.5);
  }
});

it("leaves a colour alone that can be read", () => {
  expect(readable("#2750c4").light).toBe(hexToRgb("#2750c4"));
});

it("knows the backgrounds of the theme", () => {
  const { light, dark } = schemes();
  for (const [scheme, found] of [
    ["light", light],
    ["dark", dark],
  ] as const) {
    const { background } = found.palette;
    expect([background?.default, background?.paper]).toEqual(BACKGROUNDS[scheme]);
  }
});

it("has palettes whose words can be read on both backgrounds", () => {
  for (const scheme of ["light", "dark"] as const) {
    const { palette } = schemes()[scheme];
    const words = [
      palette.text?.primary,
      palette.text?.secondary,
      ...["primary", "secondary", "success", "warning", "error", "info"].map((name) => palette[name]?.main),
    ];
    for (const word of words) {
      for (const background of BACKGROUNDS[scheme]) expect(getContrastRatio(word ?? "", background), `${scheme} ${word}`).toBeGreaterThanOrEqual(4.5);
    }
  }
});
