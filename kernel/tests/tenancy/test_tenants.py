"""Tenants and their members, through the API."""

from base64 import b64encode

import pytest

from omni_kernel.auth.models import ApiKey
from omni_kernel.tenancy.models import Membership
from omni_sdk import Tenant
from omni_sdk.testing import Outbox
from omni_sdk.testing.app import SYSTEM, RunningOmni

PNG = b"\x89PNG\r\n\x1a\n"


async def test_life_of_a_tenant(omni_app: RunningOmni) -> None:
    client = omni_app.client(None)
    made = await client.post("/api/v1/tenants", json={"slug": "acme", "name": "Acme", "zone": "Europe/Berlin", "currency": "CHF"})
    assert made.status_code == 201, made.text
    tenant = made.json()
    assert (tenant["slug"], tenant["state"], tenant["zone"]) == ("acme", "active", "Europe/Berlin")
    for name in ("acme", tenant["id"]):
        assert (await client.get(f"/api/v1/tenants/{name}")).json() == tenant
    changed = await client.patch("/api/v1/tenants/acme", json={"name": "Acme GmbH", "locale": "de"})
    assert (changed.json()["name"], changed.json()["locale"]) == ("Acme GmbH", "de")
    state = await omni_app.kernel.gate.by_slug("acme")
    assert (state.tenant.name, state.tenant.locale) == ("Acme GmbH", "de")
    assert (await client.post("/api/v1/tenants/acme/suspend")).json()["state"] == "suspended"
    assert (await client.post("/api/v1/tenants/acme/resume")).json()["state"] == "active"
    assert (await client.delete("/api/v1/tenants/acme?now=true")).status_code == 204
    assert (await client.get("/api/v1/tenants/acme")).status_code == 404
    assert (await client.delete("/api/v1/tenants/acme")).status_code == 404


async def test_a_slug_is_taken_once(omni_app: RunningOmni, tenant: Tenant) -> None:
    again = await omni_app.client(None).post("/api/v1/tenants", json={"slug": tenant.slug, "name": "Again"})
    assert again.status_code == 409
    assert tenant.slug in again.json()["detail"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "No Spaces"),
        ("slug", ""),
        ("zone", "Mars/Base"),
        ("zone", "../etc/passwd"),
        ("currency", "euro"),
        ("locale", "!"),
        ("colour", "red"),
        ("colour", "#FFFFFF"),
        ("logo", "https://example.com/logo.png"),
        ("logo", "data:image/svg+xml;base64,PHN2Zz4="),
        ("logo", "data:image/png;base64,PHN2Zz4="),
        ("logo", "data:image/png;base64,=="),
        ("logo", "data:image/png;base64,A"),
        ("name", ""),
    ],
)
async def test_bad_values_name_their_field(field: str, value: str, omni_app: RunningOmni) -> None:
    body = {"slug": "acme", "name": "Acme"} | {field: value}
    answer = await omni_app.client(None).post("/api/v1/tenants", json=body)
    assert answer.status_code == 422
    assert field in answer.text


async def test_a_logo_and_a_colour_come_and_go(omni_app: RunningOmni, tenant: Tenant) -> None:
    client, path = omni_app.client(tenant), f"/api/v1/tenants/{tenant.slug}"
    for media_type, content in (("png", PNG), ("jpeg", b"\xff\xd8\xff\xe0"), ("webp", b"RIFF\x04\x00\x00\x00WEBP")):
        logo = f"data:image/{media_type};base64,{b64encode(content).decode()}"
        changed = await client.patch(path, json={"logo": logo, "colour": "#2750c4"})
        assert changed.status_code == 200, changed.text
        assert (changed.json()["logo"], changed.json()["colour"]) == (logo, "#2750c4")
    assert (await client.patch(path, json={"name": "Other"})).json()["colour"] == "#2750c4"
    listed = (await client.get("/api/v1/tenants")).json()["items"][0]
    assert (listed["colour"], "logo" in listed) == ("#2750c4", False)
    gone = (await client.patch(path, json={"logo": None, "colour": None, "name": None})).json()
    assert (gone["logo"], gone["colour"], gone["name"]) == (None, None, "Other")


async def test_a_logo_is_small(omni_app: RunningOmni, tenant: Tenant) -> None:
    def logo(size: int) -> dict[str, str]:
        return {"logo": f"data:image/png;base64,{b64encode(PNG.ljust(size, b'0')).decode()}"}

    client, path = omni_app.client(tenant), f"/api/v1/tenants/{tenant.slug}"
    assert (await client.patch(path, json=logo(64 * 1024))).status_code == 200
    refused = await client.patch(path, json=logo(64 * 1024 + 1))
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/logo")


async def test_the_list_is_searched_filtered_and_sorted(omni_app: RunningOmni) -> None:
    client = omni_app.client(None)
    for slug, name in (("north", "100% Wool"), ("south", "Cotton_Mill"), ("east", "Wool Works")):
        await client.post("/api/v1/tenants", json={"slug": slug, "name": name})
    await client.post("/api/v1/tenants/east/suspend")

    async def slugs(**query: str) -> list[str]:
        answer = await client.get("/api/v1/tenants", params=query)
        assert answer.status_code == 200, answer.text
        return [t["slug"] for t in answer.json()["items"]]

    assert await slugs() == ["east", "south", "north"]
    assert await slugs(q="wool", sort="name") == ["north", "east"]
    assert await slugs(q="SOU") == ["south"]
    assert await slugs(q="%") == ["north"]
    assert await slugs(q="_") == ["south"]
    assert await slugs(sort="-slug") == ["south", "north", "east"]
    assert await slugs(sort="created_at", limit="2") == ["north", "south"]
    assert await slugs(q="wool", state="suspended") == ["east"]
    assert await slugs(slug="north") == ["north"]
    for bad in ({"q": ""}, {"sort": "logo"}, {"state": "gone"}, {"limit": "201"}):
        assert (await client.get("/api/v1/tenants", params=bad)).status_code == 422


async def test_a_tenants_key_sees_and_changes_its_own_only(omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant) -> None:
    client = omni_app.client(tenant)
    assert [t["slug"] for t in (await client.get("/api/v1/tenants")).json()["items"]] == [tenant.slug]
    assert (await client.get(f"/api/v1/tenants/{tenant.slug}")).status_code == 200
    for path in (other_tenant.slug, str(other_tenant.id)):
        assert (await client.get(f"/api/v1/tenants/{path}")).status_code == 404
        assert (await client.patch(f"/api/v1/tenants/{path}", json={"name": "Mine"})).status_code == 404
        assert (await client.post(f"/api/v1/tenants/{path}/members", json={"email": "a@b.example"})).status_code == 404
    assert (await client.get("/api/v1/tenants", headers={"Omni-Tenant": other_tenant.slug})).status_code == 404


async def test_members(omni_app: RunningOmni, tenant: Tenant, outbox: Outbox) -> None:
    client, path = omni_app.client(tenant), f"/api/v1/tenants/{tenant.slug}/members"
    added = await client.post(path, json={"email": "Ann@Example.com", "name": "Ann", "roles": ["admin"]})
    assert added.status_code == 201
    assert added.json()["email"] == "ann@example.com"
    assert (await client.post(path, json={"email": "ann@example.com"})).status_code == 409
    assert {m["email"] for m in (await client.get(path)).json()["items"]} == {"owner@first.example", "ann@example.com"}
    assert (await client.delete(f"{path}/{added.json()['account_id']}")).status_code == 204
    assert (await client.delete(f"{path}/{added.json()['account_id']}")).status_code == 404
    for bad in ("nobody", "a@b@c", "", "a b@c.example", "x" * 250 + "@b.example"):
        assert (await client.post(path, json={"email": bad})).status_code == 422


async def test_deleting_takes_everything_of_the_tenant(omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant) -> None:
    kernel = omni_app.kernel
    for one in (tenant, other_tenant):
        await kernel.keys.create(SYSTEM, one.id, "k")
        await kernel.members.add(SYSTEM, one.id, f"x@{one.slug}.example")
    await kernel.tenants.delete(SYSTEM, tenant.id)
    assert {k.tenant_id for k in await ApiKey.all()} == {other_tenant.id}
    assert {m.tenant_id for m in await Membership.all()} == {other_tenant.id}
