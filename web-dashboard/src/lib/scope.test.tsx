import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";

import { ME, api, server } from "@/testing/server";
import { show } from "@/testing/render";

import { scopeOf, useMay, useScope } from "./scope";

function Rights() {
  const may = useMay();
  const { to } = useScope();
  return (
    <>
      <p>{may("omni.job.manage") ? "may manage" : "may not manage"}</p>
      <p>{to("plugins/x")}</p>
    </>
  );
}

it("keeps the addresses and the data of two places apart", () => {
  const [tenant, platform] = [scopeOf("acme"), scopeOf(null)];
  expect([tenant.to("plugins/x"), tenant.to("")]).toEqual(["/t/acme/plugins/x", "/t/acme"]);
  expect([platform.to("tenants"), platform.to("")]).toEqual(["/platform/tenants", "/platform"]);
  expect(tenant.key("jobs", 1)).toEqual(["scope", "acme", "jobs", 1]);
  expect(platform.key("jobs", 1)).toEqual(["scope", "", "jobs", 1]);
});

it("lets platform administrators do everything", async () => {
  show(<Rights />);
  expect(await screen.findByText("may manage")).toBeVisible();
  expect(screen.getByText("/t/acme/plugins/x")).toBeVisible();
});

it("lets others do what they may in this tenant", async () => {
  const permissions = (granted: string[]) => http.get(api("/auth/me"), () => HttpResponse.json({ ...ME, platform: false, permissions: granted }));
  server.use(permissions(["omni.job.manage"]));
  const { unmount } = show(<Rights />);
  expect(await screen.findByText("may manage")).toBeVisible();
  unmount();
  server.use(permissions(["omni.job.read"]));
  show(<Rights />);
  expect(await screen.findByText("may not manage")).toBeVisible();
});
