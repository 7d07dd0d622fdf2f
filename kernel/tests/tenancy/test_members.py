"""Members: let in, given other roles, let go; and the last owner, who stays."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from omni_kernel.auth.models import Account, Session
from omni_kernel.tenancy.models import Membership
from omni_sdk import Tenant
from omni_sdk.events import ACCOUNT_CREATED, MEMBER_CHANGED, MEMBER_SIGNED_OUT, TENANT_MEMBER_ADDED, TENANT_MEMBER_REMOVED
from omni_sdk.testing import Outbox, SetClock
from omni_sdk.testing.app import SYSTEM, RunningOmni

Join = Callable[..., Awaitable[tuple[Account, httpx.AsyncClient]]]
Quiet = Callable[[], Awaitable[None]]


async def olivia(tenant: Tenant) -> Membership:
    """The owner that the fixture made."""
    return await Membership.get(tenant_id=tenant.id, account__email=f"owner@{tenant.slug}.example").prefetch_related("account")


async def owners(tenant: Tenant) -> list[str]:
    """Whoever owns the tenant."""
    rows = await Membership.filter(tenant_id=tenant.id).prefetch_related("account").order_by("account__email")
    return [m.account.email for m in rows if "owner" in m.roles]


async def test_other_roles_are_in_force_at_once(join: Join, base: str, outbox: Outbox, quiet: Quiet) -> None:
    _, owner = await join("olga", "owner")
    ann, client = await join("ann", "viewer")
    await quiet()
    assert (await client.get(f"{base}/members")).status_code == 403
    changed = await owner.patch(f"{base}/members/{ann.id}", json={"roles": ["member", "viewer", "member"]})
    assert changed.json() == {
        "account_id": str(ann.id), "email": "ann@example.com", "name": "Ann", "roles": ["member", "viewer"],
    }  # fmt: skip
    assert (await client.get(f"{base}/members")).status_code == 200
    event = outbox.events(MEMBER_CHANGED)[0]
    assert (event.data.before, event.data.after, event.data.account_id) == (["viewer"], ["member", "viewer"], ann.id)
    assert (await owner.delete(f"{base}/members/{ann.id}")).status_code == 204
    assert (await client.get(f"{base}/members")).status_code == 404
    assert [e.data.email for e in outbox.events(TENANT_MEMBER_REMOVED)] == ["ann@example.com"]
    assert (await owner.patch(f"{base}/members/{ann.id}", json={"roles": ["member"]})).status_code == 404


async def test_signed_out_of_the_tenant(
    join: Join, base: str, tenant: Tenant, omni_app: RunningOmni, clock: SetClock, outbox: Outbox
) -> None:
    """Sessions lead there only after a new proof; other tenants notice nothing; those of the tenant's own provider end."""
    _, owner = await join("olga", "owner")
    ann, client = await join("ann", "member")
    other = await omni_app.tenant("other")
    await omni_app.kernel.members.add(SYSTEM, other.id, ann.email)
    ours, _ = await omni_app.kernel.sessions.create(
        ann, kind="browser", methods=["pwd"], tenant_id=tenant.id, ip="192.0.2.7", device="x"
    )
    clock.advance(timedelta(minutes=1))
    assert (await owner.delete(f"{base}/members/{ann.id}/sessions")).status_code == 204
    refused = await client.get(f"{base}/members")
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (403, "reauthentication-required")
    elsewhere = await client.get("/api/v1/tenants/other/members", headers={"Omni-Tenant": "other"})
    assert elsewhere.status_code == 200
    assert (await client.get("/api/v1/auth/me", headers={"Omni-Tenant": ""})).status_code == 200
    assert not await Session.filter(id=ours.id).exists()
    assert [e.data.account_id for e in outbox.events(MEMBER_SIGNED_OUT)] == [ann.id]
    live = await Session.get(account_id=ann.id)
    client.cookies.set(omni_app.kernel.cookies.session_name, await omni_app.kernel.sessions.refresh(live.id, ["pwd"]))
    assert (await client.get(f"{base}/members")).status_code == 200


async def test_signing_out_is_for_who_may_as_much(join: Join, base: str) -> None:
    """And for members only."""
    olga, owner = await join("olga", "owner")
    _, admin = await join("ann", "admin")
    bob, member = await join("bob", "member")
    assert (await admin.delete(f"{base}/members/{olga.id}/sessions")).status_code == 403
    assert (await member.delete(f"{base}/members/{bob.id}/sessions")).status_code == 403
    assert (await admin.delete(f"{base}/members/{bob.id}/sessions")).status_code == 204
    assert (await owner.delete(f"{base}/members/{uuid4()}/sessions")).status_code == 404


@pytest.mark.parametrize("roles", [[], ["king"], ["x"] * 21, "member", [""], [1]])
async def test_bad_roles_name_their_field(roles: object, join: Join, base: str) -> None:
    _, owner = await join("olga", "owner")
    ann, _ = await join("ann", "viewer")
    for answer in (
        await owner.patch(f"{base}/members/{ann.id}", json={"roles": roles}),
        await owner.post("/api/v1/invitations", json={"email": "new@example.com", "roles": roles}),
    ):
        assert answer.status_code == 422
        assert "roles" in answer.text


async def test_letting_in_without_asking_is_an_administrators(
    omni_app: RunningOmni, join: Join, base: str, tenant: Tenant, outbox: Outbox
) -> None:
    _, owner = await join("olga", "owner")
    assert (await owner.post(f"{base}/members", json={"email": "new@example.com"})).status_code == 403
    boss = await omni_app.signed_in(await omni_app.person("boss@example.com", platform=True))
    made = await boss.post(f"{base}/members", json={"email": "New@Example.com", "name": "New", "roles": ["admin"]})
    assert made.status_code == 201, made.text
    assert [e.data.email for e in outbox.events(ACCOUNT_CREATED)] == ["new@example.com"]
    known = await omni_app.person("known@example.com", name="Known")
    again = await boss.post(f"{base}/members", json={"email": "known@example.com", "name": "Other"})
    assert (again.json()["account_id"], again.json()["name"]) == (str(known.id), "Known")
    assert [e.data.email for e in outbox.events(TENANT_MEMBER_ADDED)] == ["new@example.com", "known@example.com"]
    assert (await boss.post(f"{base}/members", json={"email": "known@example.com"})).status_code == 409
    await omni_app.kernel.members.add(SYSTEM, tenant.id, "third@example.com")
    assert await Membership.filter(tenant_id=tenant.id).count() == 5


async def test_who_belongs_is_for_those_who_belong(omni_app: RunningOmni, join: Join, base: str, other_tenant: Tenant) -> None:
    ann, client = await join("ann", "member")
    assert "ann@example.com" in [m["email"] for m in (await client.get(f"{base}/members")).json()["items"]]
    stranger = await omni_app.signed_in(await omni_app.person("eve@example.com", tenant=other_tenant, roles=["owner"]))
    for header in ({}, {"Omni-Tenant": other_tenant.slug}):
        for answer in (
            await stranger.get(f"{base}/members", headers=header),
            await stranger.patch(f"{base}/members/{ann.id}", json={"roles": ["owner"]}, headers=header),
            await stranger.delete(f"{base}/members/{ann.id}", headers=header),
            await stranger.post(f"{base}/members/leave", headers=header),
        ):
            assert answer.status_code in {403, 404}
    assert (await Membership.get(account_id=ann.id)).roles == ["member"]


async def test_rights_are_given_and_taken_by_those_who_signed_in_lately(
    omni_app: RunningOmni, join: Join, base: str, clock: SetClock
) -> None:
    _, owner = await join("olga", "owner")
    ann, _ = await join("ann", "viewer")
    clock.advance(timedelta(minutes=16))
    for answer in (
        await owner.patch(f"{base}/members/{ann.id}", json={"roles": ["member"]}),
        await owner.delete(f"{base}/members/{ann.id}"),
        await owner.post("/api/v1/roles", json={"name": "x", "permissions": []}),
        await owner.patch("/api/v1/roles/x", json={}),
        await owner.delete("/api/v1/roles/x"),
        await owner.post("/api/v1/invitations", json={"email": "new@example.com"}),
    ):
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/reauthentication-required")
    assert (await owner.get(f"{base}/members")).status_code == 200
    key = omni_app.client((await omni_app.kernel.gate.by_slug(base.rpartition("/")[2])).tenant)
    assert (await key.patch(f"{base}/members/{ann.id}", json={"roles": ["member"]})).status_code == 200


# -- the last owner


async def test_anybody_may_leave(omni_app: RunningOmni, join: Join, base: str, tenant: Tenant) -> None:
    ann, client = await join("ann", "viewer")
    assert (await client.post(f"{base}/members/leave")).status_code == 204
    assert not await Membership.exists(account_id=ann.id)
    assert (await client.post(f"{base}/members/leave")).status_code == 404
    client.headers.pop("Omni-Tenant")
    assert (await client.post(f"{base}/members/leave")).status_code == 404
    assert (await omni_app.client(tenant).post(f"{base}/members/leave")).status_code == 403


async def test_the_last_owner_stays(omni_app: RunningOmni, join: Join, base: str, tenant: Tenant) -> None:
    last = await olivia(tenant)
    client = await omni_app.signed_in(last.account, tenant=tenant)
    _, administrator = await join("adam", "admin")
    key = omni_app.client(tenant)
    path = f"{base}/members/{last.account_id}"
    for answer in (
        await client.post(f"{base}/members/leave"),
        await client.patch(path, json={"roles": ["admin"]}),
        await client.delete(path),
        await key.patch(path, json={"roles": ["admin"]}),
        await key.delete(path),
        await omni_app.client(None).delete(path),
    ):
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/last-owner")
    assert (await administrator.delete(path)).status_code == 403
    assert await owners(tenant) == [last.account.email]
    assert (await client.patch(path, json={"roles": ["viewer", "owner"]})).status_code == 200
    await join("olga", "owner")
    assert (await client.post(f"{base}/members/leave")).status_code == 204
    assert await owners(tenant) == ["olga@example.com"]


async def test_an_owner_who_cannot_sign_in_does_not_count(omni_app: RunningOmni, join: Join, base: str, tenant: Tenant) -> None:
    last = await olivia(tenant)
    client = await omni_app.signed_in(last.account, tenant=tenant)
    off, _ = await join("olga", "owner")
    await Account.filter(id=off.id).update(state="disabled")
    assert (await client.post(f"{base}/members/leave")).status_code == 409
    assert (await client.delete(f"{base}/members/{off.id}")).status_code == 204


async def test_of_two_last_owners_who_leave_at_once_one_stays(
    omni_app: RunningOmni, join: Join, base: str, tenant: Tenant
) -> None:
    one = await omni_app.signed_in((await olivia(tenant)).account, tenant=tenant)
    ann, two = await join("ann", "owner")
    answers = await asyncio.gather(
        one.post(f"{base}/members/leave"),
        two.post(f"{base}/members/leave"),
        one.patch(f"{base}/members/{ann.id}", json={"roles": ["member"]}),
        two.patch(f"{base}/members/{ann.id}", json={"roles": ["member"]}),
    )
    assert {a.status_code for a in answers} <= {200, 204, 403, 404, 409}
    assert len(await owners(tenant)) == 1
