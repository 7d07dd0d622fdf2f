import { deflateSync } from "node:zlib";

import { accessible, complaints, fits } from "./check";
import { expect, test } from "./omni";

/** A square of one colour as PNG, of so many pixels; noise, so that it does not get small. */
function png(side: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const named = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc(named));
    return Buffer.concat([length, named, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(side * (side * 3 + 1));
  for (let at = 0; at < rows.length; at++) rows[at] = at % (side * 3 + 1) === 0 ? 0 : (at * 7919 * (at % 131)) & 255;
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

function crc(data: Buffer): number {
  let sum = ~0;
  for (const byte of data) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return ~sum >>> 0;
}

test("a tenant gets a name, a logo and a colour, and the frame shows them", async ({ admin, omni }, { project }) => {
  const told = complaints(admin);
  const slug = `looks-${project.name}`;
  await omni.tenant(slug, "Plain");
  await admin.goto(`/t/${slug}/settings`);
  await expect(admin.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
  await fits(admin);
  await accessible(admin);

  const profile = admin.getByRole("region", { name: "Profile" });
  await profile.getByRole("textbox", { name: "Name" }).fill("Bright");
  await profile.getByRole("combobox", { name: "Time zone" }).fill("Tokyo");
  await admin.getByRole("option", { name: "Asia/Tokyo" }).click();
  await profile.getByRole("combobox", { name: "Language" }).fill("de-CH");
  await admin.getByRole("option", { name: "Swiss High German (de-CH)" }).click();
  await profile.getByRole("button", { name: "Save" }).click();
  await expect(admin.getByText("Saved")).toBeVisible();
  await expect(admin.getByText("Name, region and appearance of Bright.")).toBeVisible();
  expect(await omni.call("GET", `/tenants/${slug}`)).toMatchObject({ name: "Bright", zone: "Asia/Tokyo", locale: "de-CH" });

  const looks = admin.getByRole("region", { name: "Appearance" });
  const file = looks.locator("input[type=file]");
  await file.setInputFiles({ name: "words.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await expect(looks.getByText(/This file is no picture/)).toBeVisible();
  // Larger than what is kept: it is drawn smaller.
  await file.setInputFiles({ name: "large.png", mimeType: "image/png", buffer: png(300) });
  await expect(looks.getByRole("img", { name: "The logo as it is shown" })).toBeVisible();
  await looks.getByRole("button", { name: "Use a colour of your own" }).click();
  await looks.getByLabel("Pick a colour").fill("#ffdd00");
  await looks.getByRole("button", { name: "Save" }).click();
  await expect(async () => {
    const kept = await omni.call<{ logo: string; colour: string }>("GET", `/tenants/${slug}`);
    expect(kept.logo).toMatch(/^data:image\/png;base64,/);
    expect(kept.colour).toBe("#ffdd00");
  }).toPass();
  await admin.reload();
  // A yellow that nobody could read is made darker.
  await accessible(admin);
  await looks.getByRole("button", { name: "Remove the logo" }).click();
  await looks.getByRole("button", { name: "Use Omni’s colour" }).click();
  await looks.getByRole("button", { name: "Save" }).click();
  await expect(async () => expect(await omni.call("GET", `/tenants/${slug}`)).toMatchObject({ logo: null, colour: null })).toPass();
  expect(told).toEqual([]);
});

test("whoever may not change the settings can read them", async ({ page, omni }) => {
  await omni.tenant("readers", "Readers");
  await omni.person("vera@example.com", "readers", ["viewer"]);
  await omni.signIn(page.request, "vera@example.com");
  await page.goto("/t/readers/settings");
  await expect(page.getByText(/Ask an administrator of this tenant/)).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Name" })).toBeDisabled();
  await expect(page.getByRole("button", { name: "Save" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Export all data" })).toHaveCount(0);
});

test("the system page says how the installation is", async ({ admin }) => {
  const told = complaints(admin);
  await admin.goto("/platform/system");
  await expect(admin.getByRole("heading", { level: 1, name: "System" })).toBeVisible();
  await expect(admin.getByText("Free disk space")).toBeVisible();
  await fits(admin);
  await accessible(admin);
  await admin.getByRole("searchbox", { name: "Search settings" }).fill("grace");
  await expect(admin.getByText("[tenants]")).toBeVisible();
  await expect(admin.getByText("[server]")).toHaveCount(0);
  await expect(admin).toHaveURL(/\?q=grace$/);
  expect(told).toEqual([]);
});
