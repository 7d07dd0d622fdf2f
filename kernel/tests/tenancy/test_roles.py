"""Roles of a tenant's own, through the API."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from omni_kernel.auth.models import Account, ApiKey, LoginPolicy
from omni_kernel.plugins.models import Change
from omni_kernel.tenancy import roles as module
from omni_kernel.tenancy.models import Invitation, Membership, Role
from omni_sdk import Tenant
from omni_sdk.errors import Conflict, Invalid
from omni_sdk.events import ROLE_CHANGED, ROLE_CREATED, ROLE_DELETED
from omni_sdk.testing import Outbox, SetClock
from omni_sdk.testing.app import SYSTEM, RunningOmni

Join = Callable[..., Awaitable[tuple[Account, httpx.AsyncClient]]]
Quiet = Callable[[], Awaitable[None]]
JOBS = ["omni.job.read"]


async def test_life_of_a_role(join: Join, base: str, outbox: Outbox) -> None:
    _, owner = await join("olga", "owner")
    body = {"name": "support", "title": "Support", "permissions": ["omni.member.read", "omni.job.read", "omni.job.read"]}
    made = await owner.post("/api/v1/roles", json=body)
    assert made.status_code == 201, made.text
    view = {"name": "support", "title": "Support", "built_in": False, "permissions": ["omni.job.read", "omni.member.read"]}
    assert made.json() == view == (await owner.get("/api/v1/roles/support")).json()
    listed = (await owner.get("/api/v1/roles")).json()["items"]
    assert [r["name"] for r in listed] == ["owner", "admin", "member", "viewer", "support"]
    assert set(listed[0]["permissions"]) > set(listed[1]["permissions"]) > set(listed[2]["permissions"])
    renamed = await owner.patch("/api/v1/roles/support", json={"title": "Help"})
    assert (renamed.json()["title"], renamed.json()["permissions"]) == ("Help", view["permissions"])
    changed = await owner.patch("/api/v1/roles/support", json={"permissions": JOBS})
    assert (changed.json()["title"], changed.json()["permissions"]) == ("Help", JOBS)
    assert (await owner.delete("/api/v1/roles/support")).status_code == 204
    for gone in (owner.get, owner.delete):
        assert (await gone("/api/v1/roles/support")).status_code == 404
    assert (await owner.patch("/api/v1/roles/support", json={})).status_code == 404
    assert [e.data.permissions for e in outbox.events(ROLE_CREATED)] == [view["permissions"]]
    assert [(e.data.before, e.data.after) for e in outbox.events(ROLE_CHANGED)][-1] == (view["permissions"], JOBS)
    assert [e.data.name for e in outbox.events(ROLE_DELETED)] == ["support"]


async def test_a_change_is_in_force_for_those_who_have_the_role(join: Join, base: str) -> None:
    _, owner = await join("olga", "owner")
    await owner.post("/api/v1/roles", json={"name": "clerk", "permissions": ["omni.tenant.read"]})
    _, clerk = await join("carl", "clerk")
    assert (await clerk.get(f"{base}/members")).status_code == 403
    await owner.patch("/api/v1/roles/clerk", json={"permissions": ["omni.member.read"]})
    assert (await clerk.get(f"{base}/members")).status_code == 200
    assert (await clerk.get(base)).status_code == 403
    await owner.patch("/api/v1/roles/clerk", json={"permissions": []})
    assert (await clerk.get(f"{base}/members")).status_code == 403


@pytest.mark.parametrize("name", ["", "Support", "two words", "-x", "a--b", "a/b", "ä", "x" * 64, "1st"])
async def test_what_is_no_name(name: str, join: Join, base: str) -> None:
    _, owner = await join("olga", "owner")
    answer = await owner.post("/api/v1/roles", json={"name": name, "permissions": []})
    assert answer.status_code == 422
    assert "name" in answer.text


@pytest.mark.parametrize("name", ["Bad Name", "x" * 64])
async def test_the_service_checks_names_as_the_route_does(name: str, omni_app: RunningOmni, tenant: Tenant) -> None:
    with pytest.raises(Invalid, match="no name"):
        await omni_app.kernel.roles.create(SYSTEM, tenant.id, name, [])


async def test_names_are_taken_once_and_built_in_ones_always(join: Join, base: str) -> None:
    _, owner = await join("olga", "owner")
    for name in ("owner", "viewer"):
        assert (await owner.post("/api/v1/roles", json={"name": name, "permissions": []})).status_code == 409
        assert (await owner.patch(f"/api/v1/roles/{name}", json={"permissions": JOBS})).status_code == 404
        assert "built in" in (await owner.delete(f"/api/v1/roles/{name}")).json()["detail"]
    assert (await owner.post("/api/v1/roles", json={"name": "x", "permissions": []})).status_code == 201
    assert (await owner.post("/api/v1/roles", json={"name": "x", "permissions": []})).status_code == 409


async def test_unknown_permissions_are_named(join: Join, base: str) -> None:
    _, owner = await join("olga", "owner")
    refused = await owner.post("/api/v1/roles", json={"name": "x", "permissions": ["omni.everything"]})
    assert refused.status_code == 422
    assert "permissions" in str(refused.json()["errors"])
    assert "omni.everything" in refused.text


async def test_a_tenant_has_so_many_roles(omni_app: RunningOmni, tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROLES", 1)
    await omni_app.kernel.roles.create(SYSTEM, tenant.id, "one", [])
    with pytest.raises(Conflict, match="1 roles"):
        await omni_app.kernel.roles.create(SYSTEM, tenant.id, "two", [])


async def used_by_member(omni_app: RunningOmni, tenant: Tenant) -> Any:
    """A member with the role."""
    account = await omni_app.person("used@example.com", tenant=tenant, roles=["member", "busy"], password=None)
    return Membership.filter(account_id=account.id)


async def used_by_key(omni_app: RunningOmni, tenant: Tenant) -> Any:
    """A key with the role."""
    row = await ApiKey.create(tenant_id=tenant.id, name="k", digest="d", start="s", last_four="l", roles=["busy"])
    return ApiKey.filter(id=row.id)


async def used_by_invitation(omni_app: RunningOmni, tenant: Tenant) -> Any:
    """An invitation with the role."""
    row = await omni_app.kernel.invitations.invite(SYSTEM, tenant.id, "new@example.com", ["busy"])
    return Invitation.filter(id=row.id)


async def used_by_policy(omni_app: RunningOmni, tenant: Tenant) -> Any:
    """A login policy that gives the role."""
    rules = {"sign_up_roles": ["busy"]}
    row = await LoginPolicy.create(subject=f"tenant:{tenant.id}", tenant_id=tenant.id, rules=rules)
    return LoginPolicy.filter(id=row.id)


@pytest.mark.parametrize(
    ("use", "word"),
    [(used_by_member, "member"), (used_by_key, "key"), (used_by_invitation, "invitation"), (used_by_policy, "login policy")],
)
async def test_a_role_in_use_stays(use: Any, word: str, omni_app: RunningOmni, tenant: Tenant, base: str) -> None:
    client = omni_app.client(tenant)
    await client.post("/api/v1/roles", json={"name": "busy", "permissions": JOBS})
    users = await use(omni_app, tenant)
    refused = await client.delete("/api/v1/roles/busy")
    assert refused.status_code == 409
    assert word in refused.json()["detail"]
    await users.delete()
    assert (await client.delete("/api/v1/roles/busy")).status_code == 204


async def test_keys_and_invitations_that_are_over_hold_no_role(omni_app: RunningOmni, tenant: Tenant, clock: SetClock) -> None:
    kernel, now = omni_app.kernel, omni_app.kernel.clock.now()
    await kernel.roles.create(SYSTEM, tenant.id, "busy", [])
    for digest, over in (("a", {"revoked_at": now}), ("b", {"expires_at": now + timedelta(days=1)})):
        key: dict[str, Any] = {"tenant_id": tenant.id, "name": "k", "start": "s", "last_four": "l", "roles": ["busy"]} | over
        await ApiKey.create(**key, digest=digest)
    row = await kernel.invitations.invite(SYSTEM, tenant.id, "new@example.com", ["busy"])
    await kernel.invitations.revoke(SYSTEM, tenant.id, row.id)
    await LoginPolicy.create(subject=f"role:{tenant.id}:busy", tenant_id=tenant.id, rules={"factor_required": True})
    clock.advance(timedelta(days=2))
    await kernel.roles.delete(SYSTEM, tenant.id, "busy")
    assert not await LoginPolicy.exists(subject=f"role:{tenant.id}:busy")


async def test_permissions_are_listed_with_who_has_them(omni_app: RunningOmni, join: Join, base: str) -> None:
    _, owner = await join("olga", "owner")
    await owner.post("/api/v1/roles", json={"name": "support", "permissions": JOBS})
    items = {p["name"]: p for p in (await owner.get("/api/v1/permissions")).json()["items"]}
    assert items.keys() == set(omni_app.kernel.registry.permissions)
    assert items["omni.job.read"]["roles"] == ["owner", "admin", "member", "viewer", "support"]
    assert items["omni.owner.manage"]["roles"] == ["owner"]
    assert items["omni.tenant.manage"]["roles"] == []
    assert {p["plugin"] for p in items.values()} >= {"omni"}
    assert all(p["title"] for n, p in items.items() if n.startswith("omni."))
    without = (await omni_app.client(None).get("/api/v1/permissions")).json()["items"]
    assert {r for p in without for r in p["roles"]} == {"owner", "admin", "member", "viewer"}


async def test_another_tenants_roles_are_not_there(omni_app: RunningOmni, join: Join, other_tenant: Tenant) -> None:
    _, owner = await join("olga", "owner")
    await omni_app.kernel.roles.create(SYSTEM, other_tenant.id, "theirs", JOBS)
    there = f"/api/v1/tenants/{other_tenant.slug}/roles"
    assert (await owner.get(there)).status_code == 404
    assert (await owner.post(there, json={"name": "mine", "permissions": []})).status_code == 404
    for ask in (owner.get, owner.delete):
        assert (await ask(f"{there}/theirs")).status_code == 404


async def test_a_role_of_another_tenant_gives_nothing(omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant) -> None:
    roles = omni_app.kernel.roles
    await roles.create(SYSTEM, other_tenant.id, "theirs", JOBS)
    assert await roles.permissions(other_tenant.id, ["theirs"]) == {"omni.job.read"}
    assert await roles.permissions(tenant.id, ["theirs"]) == frozenset()
    assert await roles.permissions(None, ["theirs"]) == frozenset()
    assert await roles.permissions(None, ["viewer"]) == omni_app.kernel.registry.role_permissions("viewer")
    with pytest.raises(Invalid, match="theirs"):
        await roles.check_names(tenant.id, ["member", "theirs"])
    with pytest.raises(Invalid, match="theirs"):
        await roles.check_names(None, ["theirs"])


async def test_what_is_declared_no_longer_is_in_force_no_longer(join: Join, base: str, tenant: Tenant) -> None:
    _, owner = await join("olga", "owner")
    await Role.create(tenant_id=tenant.id, name="old", permissions=["gone.thing.read", "omni.member.read"])
    _, member = await join("mia", "old")
    assert (await member.get(f"{base}/members")).status_code == 200
    assert (await owner.patch("/api/v1/roles/old", json={"permissions": []})).status_code == 200


async def test_a_change_in_another_process_is_known_after_a_look_at_the_epoch(
    omni_app: RunningOmni, tenant: Tenant, quiet: Quiet
) -> None:
    kernel = omni_app.kernel
    role = await kernel.roles.create(SYSTEM, tenant.id, "r", JOBS)
    await quiet()
    assert await kernel.roles.permissions(tenant.id, ["r"]) == {"omni.job.read"}
    await Role.filter(id=role.id).update(permissions=[])
    assert await kernel.roles.permissions(tenant.id, ["r"]) == {"omni.job.read"}
    assert await kernel.roles.permissions(tenant.id, ["r"], fresh=True) == frozenset()
    rows = await kernel.db.rows("UPDATE omni_epoch SET value = value + 1 WHERE id = 1 RETURNING value")
    await Change.create(epoch=rows[0]["value"], topic="tenant", subject=str(tenant.id))
    await kernel.epoch.check()
    assert await kernel.roles.permissions(tenant.id, ["r"]) == frozenset()
    kernel.roles._changed(None)
    assert not kernel.roles._known


async def test_what_was_read_while_it_changed_is_not_kept(omni_app: RunningOmni, tenant: Tenant, quiet: Quiet) -> None:
    roles = omni_app.kernel.roles
    await roles.create(SYSTEM, tenant.id, "r", JOBS)
    await quiet()
    reading = asyncio.create_task(roles.permissions(tenant.id, ["r"]))
    await asyncio.sleep(0)
    roles._changed(str(tenant.id))
    assert await reading == {"omni.job.read"}
    assert tenant.id not in roles._known


async def test_not_every_tenants_roles_are_kept(
    omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant, monkeypatch: pytest.MonkeyPatch, quiet: Quiet
) -> None:
    roles = omni_app.kernel.roles
    monkeypatch.setattr(module, "MOST_TENANTS", 1)
    for one in (tenant, other_tenant):
        await roles.create(SYSTEM, one.id, "r", JOBS)
    await quiet()
    for one in (tenant, other_tenant):
        assert await roles.permissions(one.id, ["r"]) == {"omni.job.read"}
    assert list(roles._known) == [other_tenant.id]
