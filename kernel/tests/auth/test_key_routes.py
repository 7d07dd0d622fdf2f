"""`/api/v1/api-keys`, as people and programs use it."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from omni_kernel.auth.routes.keys import MANAGE, READ
from omni_sdk import Tenant
from omni_sdk.models import new_id
from omni_sdk.testing import SetClock
from omni_sdk.testing.app import SYSTEM, RunningOmni

PATH = "/api/v1/api-keys"
MINE = [f"omni.{READ.name}", f"omni.{MANAGE.name}"]


async def admin(omni_app: RunningOmni, tenant: Tenant) -> httpx.AsyncClient:
    """A browser of an administrator of the tenant, who signed in just now."""
    return await omni_app.signed_in(await omni_app.person(tenant=tenant, roles=["admin"]), tenant=tenant)


async def made(client: httpx.AsyncClient, **body: Any) -> dict[str, Any]:
    """A key made by that client."""
    answer = await client.post(PATH, json={"name": "x", **body})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_key_is_shown_once(omni_app: RunningOmni, tenant: Tenant) -> None:
    """When it is made; afterwards its last four characters."""
    client = omni_app.client(tenant)
    key = await made(client, roles=["viewer"])
    for path in (PATH, f"{PATH}/{key['id']}"):
        shown = await client.get(path)
        assert key["key"] not in shown.text
        assert key["key"][-4:] in shown.text
    assert (key["api_version"], key["uses"], key["used_at"], key["rotated_from"]) == (1, 0, None, None)


@pytest.mark.parametrize("path", [PATH, f"{PATH}/{{}}/rotate"])
async def test_an_answer_with_a_secret_is_not_kept(path: str, omni_app: RunningOmni, tenant: Tenant) -> None:
    """So a request with Idempotency-Key is refused."""
    client = omni_app.client(tenant)
    key = await made(client)
    answer = await client.post(path.format(key["id"]), json={"name": "x"}, headers={"Idempotency-Key": '"1"'})
    assert 400 <= answer.status_code < 500


async def test_an_administrator_says_for_which_tenant(omni_app: RunningOmni, tenant: Tenant) -> None:
    """By name or by header; and reaches keys of all tenants."""
    client = omni_app.client(None)
    lost = await client.post(PATH, json={"name": "x"})
    assert (lost.status_code, lost.json()["type"]) == (400, "/problems/tenant-required")
    named = await made(client, tenant=tenant.slug, roles=["viewer"])
    by_header = await client.post(PATH, json={"name": "y"}, headers={"Omni-Tenant": tenant.slug})
    assert named["tenant_id"] == by_header.json()["tenant_id"] == str(tenant.id)
    assert (await client.get(f"{PATH}/{named['id']}")).json()["name"] == "x"
    assert (await client.post(f"{PATH}/{named['id']}/rotate", json={})).json()["tenant_id"] == str(tenant.id)
    assert (await client.delete(f"{PATH}/{named['id']}")).json()["revoked_at"]
    assert (await made(client, platform=True))["tenant_id"] is None


async def test_a_tenants_key_may_name_its_tenant(omni_app: RunningOmni, tenant: Tenant) -> None:
    """By slug or id; it changes nothing."""
    client = omni_app.client(tenant)
    for name in (tenant.slug, str(tenant.id)):
        assert (await made(client, tenant=name))["tenant_id"] == str(tenant.id)


async def test_a_person_makes_a_key(omni_app: RunningOmni, tenant: Tenant) -> None:
    """It is hers, and may what she said."""
    ann = await omni_app.person(tenant=tenant, roles=["admin"])
    key = await made(await omni_app.signed_in(ann, tenant=tenant), permissions=MINE)
    assert key["maker_id"] == str(ann.id)
    assert key["created_by"] == f"account:{ann.id}"
    assert (await omni_app.kernel.keys.verify(key["key"])).actor.permissions == set(MINE)


async def test_a_role_of_the_tenants_own(omni_app: RunningOmni, tenant: Tenant) -> None:
    """Is as good as a built-in one."""
    client = await admin(omni_app, tenant)
    await omni_app.kernel.roles.create(SYSTEM, tenant.id, "key-reader", MINE[:1])
    key = await made(client, roles=["key-reader"])
    reader = httpx.AsyncClient(transport=httpx.ASGITransport(omni_app.http), base_url="http://testserver")
    async with reader:
        reader.headers["X-API-Key"] = key["key"]
        assert (await reader.get(PATH)).status_code == 200
        assert (await reader.post(PATH, json={"name": "y"})).status_code == 403
    unknown = await client.post(PATH, json={"name": "x", "roles": ["king"]})
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "#/roles")


async def test_a_key_is_no_wider_than_its_maker(omni_app: RunningOmni, tenant: Tenant) -> None:
    """By permission, by a role, by a role that somebody widens later, or by the platform flag."""
    client, wide = await admin(omni_app, tenant), "omni.tenant.manage"
    await omni_app.kernel.roles.create(SYSTEM, tenant.id, "wide", [wide])
    for body in ({"permissions": [wide]}, {"roles": ["wide"]}, {"platform": True}):
        answer = await client.post(PATH, json={"name": "x", **body})
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden"), body


async def test_a_member_makes_none(omni_app: RunningOmni, tenant: Tenant) -> None:
    """Nor reads one."""
    client = await omni_app.signed_in(await omni_app.person(tenant=tenant), tenant=tenant)
    key, _ = await omni_app.kernel.keys.create(SYSTEM, tenant.id, "x")
    answers = [
        await client.get(PATH),
        await client.get(f"{PATH}/{key.id}"),
        await client.post(PATH, json={"name": "x"}),
        await client.post(f"{PATH}/{key.id}/rotate", json={}),
        await client.delete(f"{PATH}/{key.id}"),
    ]
    assert [answer.status_code for answer in answers] == [403] * 5


async def test_another_tenants_keys_are_not_there(omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant) -> None:
    """Not by id, not by the body, not by the header, not in the list; nor are those of the platform."""
    client = await admin(omni_app, tenant)
    theirs, _ = await omni_app.kernel.keys.create(SYSTEM, other_tenant.id, "theirs")
    platform, _ = await omni_app.kernel.keys.create(SYSTEM, None, "platform")
    for key_id in (theirs.id, platform.id, new_id()):
        answers = [
            await client.get(f"{PATH}/{key_id}"),
            await client.post(f"{PATH}/{key_id}/rotate", json={}),
            await client.delete(f"{PATH}/{key_id}"),
        ]
        assert [answer.status_code for answer in answers] == [404] * 3
    assert (await client.post(PATH, json={"name": "x", "tenant": other_tenant.slug})).status_code == 404
    hopped = await client.get(f"{PATH}/{theirs.id}", headers={"Omni-Tenant": other_tenant.slug})
    assert hopped.status_code in {403, 404}
    assert str(theirs.id) not in (await client.get(PATH)).text


async def test_without_a_tenant_a_person_reaches_no_key(omni_app: RunningOmni, tenant: Tenant) -> None:
    """Least of all those of the platform, which have no tenant either."""
    client = await omni_app.signed_in(await omni_app.person(tenant=tenant, roles=["owner"]))
    platform, _ = await omni_app.kernel.keys.create(SYSTEM, None, "platform")
    for answer in (
        await client.get(PATH),
        await client.get(f"{PATH}/{platform.id}"),
        await client.post(f"{PATH}/{platform.id}/rotate", json={}),
        await client.delete(f"{PATH}/{platform.id}"),
    ):
        assert answer.status_code == 403


async def test_a_secret_takes_a_fresh_login(omni_app: RunningOmni, tenant: Tenant, clock: SetClock) -> None:
    """A key outlives the session; looking and revoking go on."""
    client = await admin(omni_app, tenant)
    key = await made(client)
    clock.advance(timedelta(minutes=16))
    for path in (PATH, f"{PATH}/{key['id']}/rotate"):
        answer = await client.post(path, json={"name": "x"})
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/reauthentication-required")
    assert (await client.get(f"{PATH}/{key['id']}")).status_code == 200
    assert (await client.delete(f"{PATH}/{key['id']}")).status_code == 200


async def test_rotation(omni_app: RunningOmni, tenant: Tenant, clock: SetClock) -> None:
    """Both work for the overlap; the answer has the new key, once."""
    client = await admin(omni_app, tenant)
    old = await made(client, roles=["viewer"])
    answer = await client.post(f"{PATH}/{old['id']}/rotate", json={"overlap_hours": 2})
    assert answer.status_code == 201, answer.text
    new = answer.json()
    assert (new["roles"], new["rotated_from"], new["expires_at"]) == (["viewer"], old["id"], None)
    ends = datetime.fromisoformat((await client.get(f"{PATH}/{old['id']}")).json()["expires_at"])
    assert abs(ends - clock.now() - timedelta(hours=2)) < timedelta(minutes=1)
    assert (await client.post(f"{PATH}/{old['id']}/rotate", json={})).status_code == 409


@pytest.mark.parametrize("body", [{"overlap_hours": -1}, {"overlap_hours": 721}, {"expires_at": "2020-01-01T00:00:00Z"}])
async def test_what_a_rotation_cannot_be(body: dict[str, Any], omni_app: RunningOmni, tenant: Tenant) -> None:
    """422, and nothing changed."""
    client = omni_app.client(tenant)
    key = await made(client)
    assert (await client.post(f"{PATH}/{key['id']}/rotate", json=body)).status_code == 422
    assert (await client.get(f"{PATH}/{key['id']}")).json()["expires_at"] is None


async def test_a_key_rotates_itself(omni_app: RunningOmni, tenant: Tenant) -> None:
    """If it may manage keys; it gets no longer life by it."""
    ends = omni_app.kernel.clock.now() + timedelta(days=5)
    row, text = await omni_app.kernel.keys.create(SYSTEM, tenant.id, "ci", permissions=MINE, expires_at=ends)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(omni_app.http), base_url="http://testserver") as client:
        client.headers["Authorization"] = f"Bearer {text}"
        later = {"expires_at": (ends + timedelta(days=1)).isoformat()}
        assert (await client.post(f"{PATH}/{row.id}/rotate", json=later)).status_code == 422
        successor = (await client.post(f"{PATH}/{row.id}/rotate", json={})).json()
        assert datetime.fromisoformat(successor["expires_at"]) == ends
        client.headers["Authorization"] = f"Bearer {successor['key']}"
        assert (await client.get(f"{PATH}/{row.id}")).status_code == 200
