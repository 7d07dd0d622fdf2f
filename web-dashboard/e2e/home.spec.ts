import { accessible, complaints, fits } from "./check";
import { expect, test } from "./omni";

test("home of the installation @phone", async ({ admin }) => {
  const told = complaints(admin);
  await admin.goto("/platform");
  await expect(admin.getByRole("heading", { level: 1, name: "Home" })).toBeVisible();
  await fits(admin);
  await accessible(admin);
  expect(told).toEqual([]);
});
