/** Every page there is: WCAG 2.2 AA in both themes, as wide as the window, and nothing that the browser complains of. */
import { accessible, complaints, fits } from "./check";
import { everyPage } from "./everyPage";
import { settled } from "./settled";
import { expect, test } from "./world";

for (const { name, signedIn, of } of everyPage()) {
  test(`${name} @phone`, async ({ page, omni, world }, { project }) => {
    if (signedIn) await omni.signIn(page.request);
    const told = complaints(page);
    await page.goto(of(world));
    await settled(page);
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    await expect(page).toHaveTitle(/\S+ · Omni$/);
    await expect(page.getByText("That did not work")).toHaveCount(0);
    await fits(page);
    // Colours are the same on a phone.
    await accessible(page, project.name === "phone" ? ["light"] : undefined);
    expect(told).toEqual([]);
  });
}
