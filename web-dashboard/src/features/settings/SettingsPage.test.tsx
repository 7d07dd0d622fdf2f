import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it, vi } from "vitest";

import { show } from "@/testing/render";
import { ME, TENANT, api, problem, server } from "@/testing/server";

import SettingsPage from "./SettingsPage";

const LOGO = "data:image/png;base64,iVBORw0KGgo=";
const WHOLE = { ...TENANT, logo: LOGO, colour: "#2750c4", delete_after: null };

function changes(answer = () => HttpResponse.json(WHOLE)) {
  const bodies: unknown[] = [];
  server.use(
    http.get(api("/tenants/acme"), () => HttpResponse.json(WHOLE)),
    http.patch(api("/tenants/acme"), async ({ request }) => {
      bodies.push(await request.json());
      return answer();
    }),
  );
  return bodies;
}

it("saves the profile only, and the appearance only", async () => {
  const bodies = changes();
  show(<SettingsPage />);
  const profile = await screen.findByRole("region", { name: "Profile" });
  await userEvent.type(within(profile).getByRole("textbox", { name: "Name" }), " Ltd");
  await userEvent.click(within(profile).getByRole("button", { name: "Save" }));
  const looks = screen.getByRole("region", { name: "Appearance" });
  await userEvent.click(within(looks).getByRole("button", { name: "Remove the logo" }));
  await userEvent.click(within(looks).getByRole("button", { name: "Save" }));
  await waitFor(() => expect(bodies).toHaveLength(2));
  expect(bodies).toEqual([
    { name: "Acme Ltd", zone: "Europe/Berlin", locale: "en", currency: "EUR" },
    { logo: null, colour: "#2750c4" },
  ]);
  expect(await screen.findByText("Saved")).toBeVisible();
});

it("shows what the API refuses at its field", async () => {
  changes(() => problem(422, "invalid", { errors: [{ pointer: "#/name", detail: "too long", type: "x" }] }));
  show(<SettingsPage />);
  const profile = await screen.findByRole("region", { name: "Profile" });
  await userEvent.click(within(profile).getByRole("button", { name: "Save" }));
  expect(await within(profile).findByText("too long")).toBeVisible();
  expect(within(profile).getByRole("textbox", { name: "Name" })).toBeInvalid();
});

it("refuses a file that is no picture before it is sent", async () => {
  changes();
  vi.stubGlobal("createImageBitmap", () => Promise.reject(new Error("no picture")));
  show(<SettingsPage />);
  const input = await screen.findByLabelText("Choose a picture", { selector: "input" });
  await userEvent.upload(input, new File(["words"], "words.png", { type: "image/png" }));
  expect(await screen.findByText(/This file is no picture/)).toBeVisible();
  vi.unstubAllGlobals();
});

it("takes a small picture as it is", async () => {
  const bodies = changes();
  vi.stubGlobal("createImageBitmap", () => Promise.resolve({ width: 8, height: 8 }));
  show(<SettingsPage />);
  const looks = await screen.findByRole("region", { name: "Appearance" });
  await userEvent.upload(within(looks).getByLabelText("Choose a picture", { selector: "input" }), new File(["hi"], "a.webp", { type: "image/webp" }));
  await waitFor(() => expect(within(looks).getByRole("img")).toHaveAttribute("src", "data:image/webp;base64,aGk="));
  await userEvent.click(within(looks).getByRole("button", { name: "Save" }));
  await waitFor(() => expect(bodies).toEqual([{ logo: "data:image/webp;base64,aGk=", colour: "#2750c4" }]));
  vi.unstubAllGlobals();
});

it("is to be read only by those who may not change it", async () => {
  changes();
  server.use(http.get(api("/auth/me"), () => HttpResponse.json({ ...ME, platform: false, permissions: ["omni.tenant.read"] })));
  show(<SettingsPage />);
  expect(await screen.findByText(/Ask an administrator/)).toBeVisible();
  expect(screen.getByRole("textbox", { name: "Name" })).toBeDisabled();
  expect(screen.queryByRole("button", { name: "Save" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Export all data" })).toBeNull();
});
