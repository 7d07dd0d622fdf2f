import { accessible, complaints, fits } from "./check";
import { expect, test } from "./omni";
import { staff } from "./staff";

const SLUG = "policy";

test("rules of a tenant, of a role and their errors", async ({ admin, omni }) => {
  const told = complaints(admin);
  await omni.tenant(SLUG, "Policy Ltd");
  await omni.call("DELETE", `/tenants/${SLUG}/login-policy`, { tenant: SLUG });
  await admin.goto(`/t/${SLUG}/policy`);
  const grace = admin.getByRole("spinbutton", { name: "Days of grace" });
  await grace.fill("91");
  await admin.getByRole("button", { name: "Save" }).click();
  await expect(grace).toHaveAttribute("aria-invalid", "true");
  await fits(admin);
  await accessible(admin);
  await grace.fill("14");
  await admin.getByRole("checkbox", { name: /E-mail/i }).check();
  await admin.getByRole("checkbox", { name: "Authenticator app" }).check();
  await admin.getByRole("button", { name: "Save" }).click();
  await expect(admin.getByText(/who gets into the mailbox/)).toBeVisible();
  await accessible(admin);
  const { rules } = await omni.call<{ rules: Record<string, unknown> }>("GET", `/tenants/${SLUG}/login-policy`, { tenant: SLUG });
  expect(rules).toMatchObject({ grace_days: 14, factor_required: null, sign_up_roles: null });

  await admin.getByRole("combobox", { name: "Rules for" }).click();
  await admin.getByRole("option", { name: "Who has the role Administrator" }).click();
  await expect(admin).toHaveURL(/role=admin/);
  await expect(grace).toHaveValue("");
  await admin.goto(`/t/${SLUG}/policy`);
  await admin.getByRole("button", { name: "Remove all rules" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Remove all rules" }).click();
  await expect(grace).toHaveValue("");
  await expect(admin.getByRole("button", { name: "Remove all rules" })).toBeHidden();
  expect(told).toEqual([]);
});

test("rules of the platform and of one account", async ({ admin, omni }) => {
  await omni.tenant(SLUG, "Policy Ltd");
  const id = await staff(omni, SLUG, "ann@policy.example", ["member"]);
  await admin.goto("/platform/policy");
  await expect(admin.getByRole("combobox", { name: "Who signs in for the first time" })).toBeVisible();
  await fits(admin);
  await accessible(admin);
  await admin.goto(`/platform/policy?account=${id}`);
  await expect(admin.getByText("What ann@policy.example must show to sign in")).toBeVisible();
  await expect(admin.getByRole("combobox", { name: "Who signs in for the first time" })).toBeHidden();
  await admin.getByRole("combobox", { name: "Everybody needs a second factor" }).click();
  await admin.getByRole("option", { name: "Yes" }).click();
  await admin.getByRole("button", { name: "Save" }).click();
  await expect(admin.getByText("Saved")).toBeVisible();
  await omni.call("DELETE", `/accounts/${id}/login-policy`);
});
