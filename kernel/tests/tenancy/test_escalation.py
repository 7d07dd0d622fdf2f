"""Attacks: nobody comes to more than he has by way of roles, members, invitations or keys."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import httpx
import pytest

from omni_kernel.auth.actors import Actor
from omni_kernel.auth.models import Account, ApiKey
from omni_kernel.jobs.caller import Caller
from omni_kernel.tenancy.grants import held
from omni_kernel.tenancy.models import Invitation, Membership, Role
from omni_sdk import Tenant
from omni_sdk.errors import Problem
from omni_sdk.testing import SetClock
from omni_sdk.testing.app import SYSTEM, RunningOmni

Join = Callable[..., Awaitable[tuple[Account, httpx.AsyncClient]]]
Quiet = Callable[[], Awaitable[None]]
PEOPLE = ["omni.member.read", "omni.member.manage", "omni.role.read", "omni.role.manage"]
"""Enough to give and take roles, and nothing else."""


async def steward(omni_app: RunningOmni, join: Join, tenant: Tenant) -> tuple[Account, httpx.AsyncClient]:
    """Somebody with a role of the tenant's own, who may manage people only."""
    await omni_app.kernel.roles.create(SYSTEM, tenant.id, "steward", PEOPLE)
    return await join("stan", "steward")


async def test_an_administrator_is_no_owner(omni_app: RunningOmni, join: Join, base: str, tenant: Tenant) -> None:
    adam, client = await join("adam", "admin")
    olga, _ = await join("olga", "owner")
    mia, _ = await join("mia", "member")
    invitation = await omni_app.kernel.invitations.invite(SYSTEM, tenant.id, "next@example.com", ["owner"])
    await omni_app.kernel.roles.create(SYSTEM, tenant.id, "heir", ["omni.owner.manage"])
    before = await snapshot(tenant)
    for answer in (
        await client.patch(f"{base}/members/{adam.id}", json={"roles": ["owner"]}),
        await client.patch(f"{base}/members/{adam.id}", json={"roles": ["admin", "heir"]}),
        await client.patch(f"{base}/members/{mia.id}", json={"roles": ["owner"]}),
        await client.patch(f"{base}/members/{olga.id}", json={"roles": ["viewer"]}),
        await client.patch(f"{base}/members/{olga.id}", json={"roles": ["owner"]}),
        await client.delete(f"{base}/members/{olga.id}"),
        await client.post("/api/v1/invitations", json={"email": "friend@example.com", "roles": ["owner"]}),
        await client.post("/api/v1/invitations", json={"email": "friend@example.com", "roles": ["viewer", "heir"]}),
        await client.post(f"/api/v1/invitations/{invitation.id}/resend"),
        await client.delete(f"/api/v1/invitations/{invitation.id}"),
        await client.post("/api/v1/roles", json={"name": "king", "permissions": ["omni.owner.manage"]}),
        await client.post("/api/v1/roles", json={"name": "god", "permissions": ["omni.tenant.manage"]}),
        await client.patch("/api/v1/roles/heir", json={"permissions": []}),
        await client.patch("/api/v1/roles/heir", json={"title": "Mine"}),
        await client.delete("/api/v1/roles/heir"),
        await client.post("/api/v1/api-keys", json={"name": "k", "roles": ["owner"]}),
        await client.post("/api/v1/api-keys", json={"name": "k", "roles": ["heir"]}),
        await client.post("/api/v1/api-keys", json={"name": "k", "permissions": ["omni.owner.manage"]}),
    ):
        assert answer.status_code == 403, (answer.request.url, answer.text)
    assert await snapshot(tenant) == before


async def test_an_owner_is_no_platform_administrator(join: Join, base: str, tenant: Tenant) -> None:
    olga, client = await join("olga", "owner")
    refused = await client.post("/api/v1/roles", json={"name": "god", "permissions": ["omni.tenant.manage"]})
    assert (refused.status_code, refused.json()["permission"]) == (403, "omni.tenant.manage")
    # What an administrator of the platform gave is not the owner's to pass on, or to take.
    await Role.create(tenant_id=tenant.id, name="god", permissions=["omni.tenant.manage"])
    assert (await client.patch(f"{base}/members/{olga.id}", json={"roles": ["owner", "god"]})).status_code == 403
    assert (await client.patch("/api/v1/roles/god", json={"permissions": []})).status_code == 403


async def test_who_manages_people_gives_no_more_than_that(omni_app: RunningOmni, join: Join, base: str, tenant: Tenant) -> None:
    stan, client = await steward(omni_app, join, tenant)
    mia, _ = await join("mia", "steward")
    vera, _ = await join("vera", "viewer")
    await omni_app.kernel.roles.create(SYSTEM, tenant.id, "clerk", [*PEOPLE, "omni.job.read"])
    before = await snapshot(tenant)
    for answer in (
        await client.patch("/api/v1/roles/steward", json={"permissions": [*PEOPLE, "omni.job.read"]}),
        await client.patch("/api/v1/roles/clerk", json={"permissions": PEOPLE}),
        await client.post("/api/v1/roles", json={"name": "wide", "permissions": ["omni.job.read"]}),
        *[await client.patch(f"{base}/members/{stan.id}", json={"roles": [r]}) for r in ("viewer", "admin", "clerk")],
        *[await client.patch(f"{base}/members/{mia.id}", json={"roles": ["steward", r]}) for r in ("member", "owner")],
        await client.patch(f"{base}/members/{vera.id}", json={"roles": ["steward"]}),
        await client.delete(f"{base}/members/{vera.id}"),
    ):
        assert answer.status_code == 403, (answer.request.url, answer.text)
    assert await snapshot(tenant) == before
    assert (await client.post("/api/v1/roles", json={"name": "less", "permissions": PEOPLE[:1]})).status_code == 201
    assert (await client.patch(f"{base}/members/{mia.id}", json={"roles": ["less"]})).status_code == 200
    # He may give up what he has; it is gone at once.
    assert (await client.patch("/api/v1/roles/steward", json={"permissions": PEOPLE[:3]})).status_code == 200
    assert (await client.patch("/api/v1/roles/steward", json={"permissions": PEOPLE})).status_code == 403


async def test_a_narrow_key_gives_no_more_than_it_has(omni_app: RunningOmni, join: Join, base: str, tenant: Tenant) -> None:
    mia, _ = await join("mia", "viewer")
    key = omni_app.client(tenant, "omni.member.manage", "omni.role.manage", "omni.key.manage")
    for answer in (
        await key.post("/api/v1/roles", json={"name": "x", "permissions": ["omni.member.read"]}),
        await key.patch(f"{base}/members/{mia.id}", json={"roles": ["viewer"]}),
        await key.delete(f"{base}/members/{mia.id}"),
        await key.post("/api/v1/invitations", json={"email": "friend@example.com", "roles": ["viewer"]}),
    ):
        assert answer.status_code == 403, (answer.request.url, answer.text)
    assert (await key.post("/api/v1/roles", json={"name": "x", "permissions": ["omni.member.manage"]})).status_code == 201


async def test_what_a_process_remembers_gives_nothing(omni_app: RunningOmni, join: Join, base: str, quiet: Quiet) -> None:
    """In another process somebody was demoted; here his session is remembered as it was, for a second."""
    adam, client = await join("adam", "admin")
    mia, _ = await join("mia", "viewer")
    await quiet()
    assert (await client.get(f"{base}/members")).status_code == 200
    await Membership.filter(account_id=adam.id).update(roles=["viewer"])
    for answer in (
        await client.patch(f"{base}/members/{adam.id}", json={"roles": ["admin"]}),
        await client.patch(f"{base}/members/{mia.id}", json={"roles": ["member"]}),
        await client.post("/api/v1/roles", json={"name": "x", "permissions": ["omni.member.manage"]}),
        await client.post("/api/v1/invitations", json={"email": "friend@example.com", "roles": ["member"]}),
    ):
        assert answer.status_code == 403, answer.text
        assert "you lack" in answer.text
    await Membership.filter(account_id=adam.id).delete()
    assert (await client.post("/api/v1/invitations", json={"email": "friend@example.com"})).status_code == 403


async def test_a_role_that_was_narrowed_elsewhere_gives_nothing_here(
    omni_app: RunningOmni, join: Join, base: str, tenant: Tenant, quiet: Quiet
) -> None:
    _, client = await steward(omni_app, join, tenant)
    await quiet()
    assert (await client.get(f"{base}/members")).status_code == 200
    await Role.filter(tenant_id=tenant.id, name="steward").update(permissions=["omni.role.manage"])
    answer = await client.post("/api/v1/roles", json={"name": "spare", "permissions": PEOPLE})
    assert answer.status_code == 403
    assert "you lack" in answer.text


async def test_a_role_that_was_widened_elsewhere_is_not_given_here(
    omni_app: RunningOmni, join: Join, base: str, tenant: Tenant, quiet: Quiet
) -> None:
    stan, client = await steward(omni_app, join, tenant)
    await omni_app.kernel.roles.create(SYSTEM, tenant.id, "less", PEOPLE[:1])
    await quiet()
    assert await omni_app.kernel.roles.permissions(tenant.id, ["less"]) == set(PEOPLE[:1])
    await Role.filter(tenant_id=tenant.id, name="less").update(permissions=["omni.plugin.manage", "omni.job.read"])
    assert (await client.patch(f"{base}/members/{stan.id}", json={"roles": ["steward", "less"]})).status_code == 403


async def test_a_session_of_a_tenants_identity_provider_is_none_of_the_platforms(
    omni_app: RunningOmni, base: str, tenant: Tenant
) -> None:
    boss = await omni_app.person("boss@example.com", platform=True, tenant=tenant, roles=["admin"])
    client = await omni_app.signed_in(boss)
    client.headers["Omni-Tenant"] = tenant.slug
    full = await client.post("/api/v1/roles", json={"name": "god", "permissions": ["omni.tenant.manage"]})
    assert full.status_code == 201
    _, token = await omni_app.kernel.sessions.create(
        boss, kind="bearer", methods=("federated",), tenant_id=tenant.id, ip="192.0.2.7", device="test"
    )
    bound = omni_app.browser()
    bound.headers["Authorization"] = f"Bearer {token}"
    assert (await bound.get("/api/v1/roles/god")).status_code == 200
    for answer in (
        await bound.patch(f"{base}/members/{boss.id}", json={"roles": ["admin", "god"]}),
        await bound.patch(f"{base}/members/{boss.id}", json={"roles": ["owner"]}),
        await bound.post("/api/v1/roles", json={"name": "too", "permissions": ["omni.tenant.manage"]}),
        await bound.post(f"{base}/members", json={"email": "friend@example.com"}),
    ):
        assert answer.status_code == 403, answer.text


async def test_who_holds_what_is_read_now(omni_app: RunningOmni, join: Join, tenant: Tenant, other_tenant: Tenant) -> None:
    kernel, every = omni_app.kernel, frozenset(omni_app.kernel.registry.permissions)
    adam, _ = await join("adam", "admin")
    row, _ = await kernel.keys.create(SYSTEM, tenant.id, "k", roles=["viewer"], permissions=["omni.role.manage"])
    master, _ = await kernel.keys.create(SYSTEM, None, "master")
    theirs = kernel.registry.role_permissions("viewer") | {"omni.role.manage"}
    person, key = Actor("account", str(adam.id), every), Actor("key", str(row.id), every)
    assert await held(kernel, tenant.id, person) == kernel.registry.role_permissions("admin")
    assert await held(kernel, other_tenant.id, person) == frozenset()
    assert await held(kernel, tenant.id, Actor("account", str(adam.id))) == frozenset()
    assert await held(kernel, tenant.id, key) == theirs
    assert await held(kernel, other_tenant.id, key) == frozenset()
    assert await held(kernel, tenant.id, Actor("key", str(master.id), platform=True)) == every
    assert await held(kernel, tenant.id, Actor("anonymous", "192.0.2.7", platform=True)) == frozenset()
    await ApiKey.filter(id__in=[row.id, master.id]).update(revoked_at=kernel.clock.now())
    assert await held(kernel, tenant.id, key) == frozenset()
    assert await held(kernel, tenant.id, Actor("key", str(master.id), platform=True)) == frozenset()
    boss = Actor("account", str(adam.id), platform=True)
    assert await held(kernel, tenant.id, boss) == kernel.registry.role_permissions("admin")
    await Account.filter(id=adam.id).update(platform=True)
    assert await held(kernel, tenant.id, boss) == every
    await Account.filter(id=adam.id).update(state="disabled")
    assert await held(kernel, tenant.id, boss) == frozenset()


async def test_without_an_actor_only_the_system_may(omni_app: RunningOmni, join: Join, tenant: Tenant) -> None:
    adam, _ = await join("adam", "admin")
    caller = Caller("omni", tenant.id, "account", str(adam.id))
    with pytest.raises(Problem, match="you lack"):
        await omni_app.kernel.members.change(caller, tenant.id, adam.id, ["viewer"])
    with pytest.raises(Problem, match="you lack"):
        await omni_app.kernel.roles.create(caller, tenant.id, "x", ["omni.member.read"])


async def test_a_tenant_that_is_gone_takes_nobody(omni_app: RunningOmni, tenant: Tenant) -> None:
    await omni_app.kernel.tenants.delete(SYSTEM, tenant.id)
    for change in (
        omni_app.kernel.members.add(SYSTEM, tenant.id, "new@example.com"),
        omni_app.kernel.roles.create(SYSTEM, tenant.id, "x", []),
        omni_app.kernel.invitations.invite(SYSTEM, tenant.id, "new@example.com"),
    ):
        with pytest.raises(Problem, match="no tenant"):
            await change


# -- any order of steps


async def snapshot(tenant: Tenant) -> Mapping[str, frozenset[str]]:
    """What every member, role and invitation of a tenant is."""
    roles = await Role.filter(tenant_id=tenant.id).values_list("name", "permissions")
    members = await Membership.filter(tenant_id=tenant.id).values_list("account_id", "roles")
    asked = await Invitation.filter(tenant_id=tenant.id, revoked_at=None).values_list("email", "roles")
    return {str(who): frozenset(what) for who, what in [*roles, *members, *asked]}


async def reach(omni_app: RunningOmni, tenant: Tenant) -> dict[str, frozenset[str]]:
    """What everybody may, or would by accepting."""
    people = {k: v for k, v in (await snapshot(tenant)).items() if "-" in k or "@" in k}
    return {who: await omni_app.kernel.roles.permissions(tenant.id, roles, fresh=True) for who, roles in people.items()}


@pytest.mark.parametrize("seed", range(4))
async def test_no_order_of_steps_leads_to_more(
    seed: int, omni_app: RunningOmni, join: Join, base: str, tenant: Tenant, clock: SetClock
) -> None:
    """Two who may manage people do whatever comes to mind: nobody gains what those two did not have."""
    chance, kernel = random.Random(seed), omni_app.kernel
    every = sorted(kernel.registry.permissions)
    names = ["steward", "scribe", "made-a", "made-b"]
    extra = chance.sample(every, 3)
    await kernel.roles.create(SYSTEM, tenant.id, "steward", [*PEOPLE, extra[0]])
    await kernel.roles.create(SYSTEM, tenant.id, "scribe", [*PEOPLE, extra[1]])
    (stan, one), (sue, two) = await join("stan", "steward"), await join("sue", "scribe")
    others = [(await join(f"p{i}", role))[0] for i, role in enumerate(("owner", "member", "steward"))]
    limit = frozenset([*PEOPLE, *extra[:2]])
    people, clients = [stan, sue, *others], [one, two]

    def some_roles() -> list[str]:
        return chance.sample([*names, "viewer", "member", "admin", "owner"], chance.randint(1, 2))

    def some_permissions() -> list[str]:
        return chance.sample([*PEOPLE, *extra, *chance.sample(every, 2)], chance.randint(0, 4))

    async def step(client: httpx.AsyncClient, number: int) -> httpx.Response:
        roles, permissions = some_roles(), some_permissions()
        steps: list[Callable[[], Awaitable[httpx.Response]]] = [
            lambda: client.post("/api/v1/roles", json={"name": chance.choice(names), "permissions": permissions}),
            lambda: client.patch(f"/api/v1/roles/{chance.choice(names)}", json={"permissions": permissions}),
            lambda: client.delete(f"/api/v1/roles/{chance.choice(names)}"),
            lambda: client.patch(f"{base}/members/{chance.choice(people).id}", json={"roles": roles}),
            lambda: client.post("/api/v1/invitations", json={"email": f"x{number}@example.com", "roles": roles}),
            lambda: client.delete(f"{base}/members/{others[2].id}"),
        ]
        return await chance.choices(steps, [3, 4, 1, 6, 2, 0.2])[0]()

    done = 0
    for number in range(60):
        before = await reach(omni_app, tenant)
        answer = await step(chance.choice(clients), number)
        assert answer.status_code < 500, answer.text
        done += answer.is_success
        for who, may in (await reach(omni_app, tenant)).items():
            assert may - before.get(who, frozenset()) <= limit, f"seed {seed}, step {number}: {answer.request.url}"
        clock.advance(timedelta(seconds=1))
    assert done
