"""Getting more rights than one was given: by roles, members, invitations, keys, policies, other tenants and extra fields."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from attacks import API, PASSWORD, bearer, browser, links, login, operations, signed_in, type_of, without_cookies

from omni_kernel.auth.models import Account, ApiKey, Identity, LoginPolicy, Session
from omni_kernel.clock import Clock
from omni_kernel.tenancy.models import Invitation, Membership, Role, Tenant
from omni_sdk import Tenant as TenantInfo
from omni_sdk.testing.app import SYSTEM, RunningOmni
from omni_sdk.testing.doubles import Outbox

MANAGES = ["omni.role.manage", "omni.role.read", "omni.member.manage", "omni.key.manage", "omni.login-policy.manage"]
"""All that rights are given by, and nothing else."""
ALLOWED_REFUSALS = (403, 404, 409, 422)
Attempt = tuple[str, str, Any]


async def rights() -> list[Any]:
    """All that rights come from."""
    columns: dict[Any, tuple[str, ...]] = {
        Membership: ("tenant_id", "account_id", "roles"), Role: ("tenant_id", "name", "permissions"),
        Invitation: ("tenant_id", "email", "roles"), ApiKey: ("tenant_id", "roles", "permissions", "expires_at"),
        LoginPolicy: ("subject", "rules"), Account: ("email", "platform", "state"), Tenant: ("slug", "state"),
        Identity: ("account_id", "subject"),
    }  # fmt: skip
    return [
        (model.__name__, str(row)) for model, names in columns.items() for row in await model.all().order_by("id").values(*names)
    ]


async def refused(http: httpx.AsyncClient, attempts: list[Attempt]) -> None:
    """None of them changes a right, and none is a failure of the server."""
    before, wrong = await rights(), []
    for method, path, body in attempts:
        answer = await http.request(method, API + path, json=body)
        if answer.status_code not in ALLOWED_REFUSALS or await rights() != before:
            wrong.append(f"{method} {path} {body}: {answer.status_code} {answer.text[:200]}")
    assert wrong == []


@pytest.fixture
async def owner(omni_app: RunningOmni, tenant: TenantInfo) -> Account:
    return await Account.get(email=f"owner@{tenant.slug}.example")


@pytest.fixture
async def bob(omni_app: RunningOmni, tenant: TenantInfo) -> Account:
    """An administrator."""
    return await omni_app.person("bob@example.com", tenant=tenant, roles=("admin",))


@pytest.fixture
async def clerk(omni_app: RunningOmni, tenant: TenantInfo) -> Account:
    """May give rights, and has few."""
    await omni_app.kernel.roles.create(SYSTEM, tenant.id, "clerk", MANAGES)
    await omni_app.kernel.roles.create(SYSTEM, tenant.id, "reader", ["omni.job.read"])
    return await omni_app.person("clerk@example.com", tenant=tenant, roles=("clerk",))


def upwards(wanted: str, permission: str, me: Account, above: Account, slug: str) -> list[Attempt]:
    """Every way to get a role, or a permission, that one has not."""
    at, roles = f"/tenants/{slug}", {"roles": [wanted]}
    return [
        ("POST", "/roles", {"name": "mine", "permissions": [permission]}),
        ("POST", "/roles", {"name": wanted, "permissions": MANAGES}),
        ("POST", "/roles", {"name": "mine", "permissions": ["omni.no.such"]}),
        ("PATCH", f"/roles/{wanted}", {"permissions": MANAGES}),
        ("DELETE", f"/roles/{wanted}", None),
        ("PATCH", f"{at}/members/{me.id}", roles),
        ("PATCH", f"{at}/members/{me.id}", {"roles": ["clerk", wanted]}),
        ("PATCH", f"{at}/members/{above.id}", {"roles": ["viewer"]}),
        ("DELETE", f"{at}/members/{above.id}", None),
        ("POST", f"{at}/members", {"email": "me.too@example.com", **roles}),
        ("POST", "/invitations", {"email": "me.too@example.com", **roles}),
        ("POST", "/invitations", {"email": "me.too@example.com", "roles": ["viewer", wanted]}),
        ("POST", "/api-keys", {"name": "k", **roles}),
        ("POST", "/api-keys", {"name": "k", "permissions": [permission]}),
        ("POST", "/api-keys", {"name": "k", "platform": True}),
        ("PUT", f"{at}/login-policy", {"sign_up_roles": [wanted]}),
        ("PUT", f"{at}/roles/viewer/login-policy", {"sign_up_roles": [wanted]}),
        ("PUT", "/login-policies/platform", {"sign_up_roles": [wanted]}),
        ("PUT", f"/accounts/{me.id}/login-policy", {"factor_required": False}),
        ("PATCH", f"/accounts/{me.id}", {"platform": True}),
        ("POST", "/accounts", {"email": "me.too@example.com", "platform": True}),
        ("POST", f"/accounts/{above.id}/setup-link", None),
        ("DELETE", f"/accounts/{above.id}/factors", None),
        ("POST", "/tenants", {"slug": "mine", "name": "Mine"}),
    ]


@pytest.mark.parametrize("by", ["session", "key"])
async def test_an_administrator_makes_no_owner(
    omni_app: RunningOmni, tenant: TenantInfo, bob: Account, owner: Account, by: str
) -> None:
    http = await signed_in(omni_app, bob, tenant)
    if by == "key":
        made = await http.post(f"{API}/api-keys", json={"name": "k", "roles": ["admin"]})
        http = without_cookies(omni_app, **bearer(made.json()["key"]))
    await refused(http, upwards("owner", "omni.owner.manage", bob, owner, tenant.slug))


@pytest.mark.parametrize("by", ["session", "key"])
async def test_who_gives_rights_gives_his_own(
    omni_app: RunningOmni, tenant: TenantInfo, clerk: Account, bob: Account, by: str
) -> None:
    """Though he may change roles, he may not change those that have more: not even to less."""
    http = await signed_in(omni_app, clerk, tenant)
    if by == "key":
        made = await http.post(f"{API}/api-keys", json={"name": "k", "permissions": MANAGES})
        http = without_cookies(omni_app, **bearer(made.json()["key"]))
    _, wide = await omni_app.kernel.keys.create(SYSTEM, tenant.id, "wide", roles=["admin"])
    key = await ApiKey.get(name="wide")
    more: list[Attempt] = [
        ("PATCH", "/roles/reader", {"permissions": ["omni.role.read"]}),
        ("PATCH", "/roles/reader", {"permissions": ["omni.job.read", "omni.role.read"]}),
        ("DELETE", "/roles/reader", None),
        ("PATCH", "/roles/clerk", {"permissions": [*MANAGES, "omni.job.read"]}),
        ("POST", "/invitations", {"email": "me.too@example.com", "roles": ["reader"]}),
        ("POST", f"/api-keys/{key.id}/rotate", {}),
        ("PATCH", "/tenants/first", {"name": "Mine"}),
    ]
    for role in ("admin", "member", "owner"):
        await refused(http, upwards(role, "omni.job.read", clerk, bob, tenant.slug))
    await refused(http, more)
    assert (await http.patch(f"{API}/roles/clerk", json={"title": "Clerks"})).status_code == 200
    assert wide not in str(await rights())


@pytest.mark.parametrize("role", ["member", "viewer"])
async def test_who_gives_no_rights(omni_app: RunningOmni, tenant: TenantInfo, bob: Account, role: str) -> None:
    eve = await omni_app.person("eve@example.com", tenant=tenant, roles=(role,))
    for wanted in ("viewer", "member", "admin", "owner"):
        attempts = upwards(wanted, "omni.tenant.read", eve, bob, tenant.slug)
        await refused(await signed_in(omni_app, eve, tenant), attempts)
        await refused(await signed_in(omni_app, eve), attempts)


async def test_an_owner_is_no_platform(omni_app: RunningOmni, tenant: TenantInfo, owner: Account) -> None:
    """Permissions that no role has are nobody's to put into one."""
    http = await signed_in(omni_app, owner, tenant)
    attempts: list[Attempt] = [("POST", f"/tenants/{tenant.slug}/members", {"email": "me.too@example.com"})]
    for body in ({"permissions": ["omni.tenant.manage"]}, {"permissions": ["omni.member.add"]}):
        attempts += [("POST", "/roles", {"name": "mine", **body}), ("POST", "/api-keys", {"name": "k", **body})]
    attempts += [each for each in upwards("platform", "omni.tenant.manage", owner, owner, "first") if "/accounts" in each[1]]
    await refused(http, [*attempts, ("POST", "/tenants", {"slug": "mine", "name": "x"}), ("DELETE", "/tenants/first", None)])
    await refused(http, [("POST", "/api-keys", {"name": "k", "platform": True}), ("POST", "/tenants/first/suspend", None)])
    assert (await http.post(f"{API}/roles", json={"name": "mine", "permissions": ["omni.owner.manage"]})).status_code == 201


async def test_a_role_taken_away_is_worth_nothing_at_once(
    omni_app: RunningOmni, tenant: TenantInfo, bob: Account, owner: Account
) -> None:
    """Nor what somebody was about to do with it."""
    his, hers = await signed_in(omni_app, bob, tenant), await signed_in(omni_app, owner, tenant)
    assert (await his.get(f"{API}/api-keys")).status_code == 200
    await hers.patch(f"{API}/tenants/{tenant.slug}/members/{bob.id}", json={"roles": ["viewer"]})
    await refused(his, upwards("admin", "omni.key.manage", bob, owner, tenant.slug))
    await hers.delete(f"{API}/tenants/{tenant.slug}/members/{bob.id}")
    assert (await his.get(f"{API}/tenants/{tenant.slug}")).status_code == 404
    await refused(his, upwards("admin", "omni.key.manage", bob, owner, tenant.slug))


async def test_an_invitation_is_for_its_address(omni_app: RunningOmni, tenant: TenantInfo, bob: Account, outbox: Outbox) -> None:
    """Whoever else is signed in gets nothing by the link; nor does who is invited get more than was meant."""
    his = await signed_in(omni_app, bob, tenant)
    carl, eve = await omni_app.person("carl@example.com"), await omni_app.person("eve@example.com")
    asked = (await his.post(f"{API}/invitations", json={"email": carl.email, "roles": ["viewer"]})).json()
    await omni_app.run_jobs()
    (_, _, token) = links(outbox)[-1]
    hers, accept = await signed_in(omni_app, eve), "/invitations/accept"
    await refused(hers, [("POST", accept, {"token": token}), ("POST", accept, {"token": token, "password": PASSWORD})])
    for extra in ({"roles": ["owner"]}, {"email": eve.email}, {"tenant_id": str(tenant.id)}, {"account_id": str(eve.id)}):
        await refused(hers, [("POST", accept, {"token": token, **extra})])
    taken = await browser(omni_app).post(API + accept, json={"token": token, "password": "a password of hers", "name": "x"})
    assert (taken.status_code, type_of(taken)) == (401, "sign-in-first")
    joined = await (await signed_in(omni_app, carl)).post(API + accept, json={"token": token})
    assert joined.json()["roles"] == asked["roles"] == ["viewer"]
    assert (await login(browser(omni_app), carl.email)).json()["step"]["type"] == "done"


# -- keys


async def test_no_key_lives_longer_than_the_one_that_made_it(
    omni_app: RunningOmni, tenant: TenantInfo, bob: Account, clock: Clock
) -> None:
    """Not by asking, not by silence, not by rotating itself or another, however long the line of them is."""
    his = await signed_in(omni_app, bob, tenant)
    ends = clock.now() + timedelta(days=2)
    body: dict[str, Any] = {"name": "k", "roles": ["admin"]}
    made = (await his.post(f"{API}/api-keys", json=body | {"expires_at": ends.isoformat()})).json()
    endless = (await his.post(f"{API}/api-keys", json=body)).json()
    line = [made]
    for _ in range(3):
        http = without_cookies(omni_app, **bearer(line[-1]["key"]))
        later = {"expires_at": (ends + timedelta(seconds=5)).isoformat()}
        assert (await http.post(f"{API}/api-keys", json=body | later)).status_code == 422
        assert (await http.post(f"{API}/api-keys/{line[-1]['id']}/rotate", json=later)).status_code == 422
        line.append((await http.post(f"{API}/api-keys", json=body)).json())
        line.append((await http.post(f"{API}/api-keys/{line[-2]['id']}/rotate", json={"overlap_hours": 720})).json())
        clock.advance(timedelta(hours=1))
    http = without_cookies(omni_app, **bearer(line[-1]["key"]))
    line.append((await http.post(f"{API}/api-keys/{endless['id']}/rotate", json={})).json())
    assert all(datetime.fromisoformat(key["expires_at"]) <= ends for key in line)
    clock.advance(timedelta(days=2))
    statuses = {(await without_cookies(omni_app, **bearer(k["key"])).get(f"{API}/tenants")).status_code for k in line}
    assert statuses == {401}


async def test_a_key_is_of_nobodys_person(omni_app: RunningOmni, tenant: TenantInfo, bob: Account) -> None:
    """It cannot do what is for people, whoever made it."""
    made = await (await signed_in(omni_app, bob, tenant)).post(f"{API}/api-keys", json={"name": "k", "roles": ["admin"]})
    http = without_cookies(omni_app, **bearer(made.json()["key"]))
    people = ("/auth/", "/sessions", "/security/", "/accounts", "/login-policies")
    for each in await operations(http):
        if not each.public and each.path.removeprefix(API).startswith(people):
            names = {"account_id": str(bob.id), "session_id": str((await Session.first() or bob).id)}
            answer = await http.request(each.method, each.url(names), json=each.body)
            assert answer.status_code == 403, (str(each), answer.text)


# -- other tenants


@pytest.mark.parametrize("by", ["session", "bearer", "key"])
async def test_nobody_hops_to_another_tenant(
    omni_app: RunningOmni, tenant: TenantInfo, other_tenant: TenantInfo, owner: Account, by: str
) -> None:
    """All operations: by header, by path, by both that disagree, and with ids of what is there."""
    http = await signed_in(omni_app, owner) if by == "session" else await omni_app.signed_in(owner, kind="bearer")
    if by == "key":
        _, key = await omni_app.kernel.keys.create(SYSTEM, tenant.id, "k", roles=["owner"])
        http = without_cookies(omni_app, **bearer(key))
    theirs, there = await Account.get(email="owner@second.example"), other_tenant
    await omni_app.kernel.roles.create(SYSTEM, there.id, "mine", ["omni.job.read"])
    row = await omni_app.kernel.invitations.invite(SYSTEM, there.id, "carl@example.com")
    secret, _ = await omni_app.kernel.keys.create(SYSTEM, there.id, "k")
    ids = {"account_id": str(theirs.id), "role": "mine", "invitation_id": str(row.id), "key_id": str(secret.id)}
    found, before, wrong = [o for o in await operations(http) if not o.public], await rights(), []
    for name in (there.slug, str(there.id), there.slug.upper(), f"{tenant.slug},{there.slug}", f" {there.slug}"):
        for each in found:
            hop = await http.request(each.method, each.url(ids), json=each.body, headers={"omni-tenant": name})
            wrong += [f"{each} by header {name!r}: {hop.status_code}"] if hop.status_code != 404 else []
    for each in (o for o in found if any(f"{{{n}}}" in o.path for n in ("tenant_id", *ids))):
        for headers in ({}, {"omni-tenant": tenant.slug}):
            names = ids | {"tenant_id": there.slug if "{tenant_id}" in each.path else tenant.slug}
            hop = await http.request(each.method, each.url(names), json=each.body, headers=headers)
            wrong += [f"{each} by path: {hop.status_code}"] if hop.status_code not in (400, 403, 404) else []
    assert wrong == []
    assert await rights() == before


async def test_nor_by_the_body(omni_app: RunningOmni, tenant: TenantInfo, other_tenant: TenantInfo, owner: Account) -> None:
    for http in (await signed_in(omni_app, owner, tenant), await signed_in(omni_app, owner)):
        for name in (other_tenant.slug, str(other_tenant.id)):
            bodies: list[dict[str, Any]] = [{"tenant": name}, {"tenant": name, "roles": ["owner"]}, {"tenant_id": name}]
            await refused(http, [("POST", "/api-keys", {"name": "k", **body}) for body in bodies])
            await refused(http, [("POST", "/auth/link", {"provider": "code", "connection": "main", "tenant": name})])
            more = {"tenant": name, "tenant_id": name}
            await refused(http, [("POST", "/roles", {"name": "mine", "permissions": [], **more})])
            await refused(http, [("POST", "/invitations", {"email": "me.too@example.com", **more})])


# -- extra fields


async def test_fields_that_are_not_asked_for_are_refused(
    omni_app: RunningOmni, tenant: TenantInfo, owner: Account, outbox: Outbox
) -> None:
    """Every write of the document but a plugin's own settings, as who may all of it, with what tables have besides."""
    root = await omni_app.person("root@example.com", platform=True, tenant=tenant, roles=("owner",))
    http = await signed_in(omni_app, root, tenant)
    extra = {
        "platform_administrator": True, "is_admin": True, "password_hash": "x", "digest": "x", "created_by": "system:omni",
        "maker_id": str(owner.id), "account_id": str(owner.id), "email_verified_at": "2020-01-01T00:00:00Z",
        "authenticated_at": "2099-01-01T00:00:00Z", "methods_shown": ["totp"], "purpose": "login", "stage": "done",
    }  # fmt: skip
    names, wrong = {"tenant_id": tenant.slug, "account_id": str(owner.id), "role": "owner"}, []
    for each in await operations(http):
        if not isinstance(each.body, dict) or "/plugins/" in each.path:
            continue
        for field, value in extra.items():
            answer = await http.request(each.method, each.url(names), json=each.body | {field: value})
            wrong += [f"{each} {field}: {answer.status_code}"] if answer.status_code != 422 else []
    assert wrong == [], set(wrong)


@pytest.mark.parametrize(
    "more",
    [{"email": "x@example.com"}, {"platform": True}, {"state": "active"}, {"password": "x" * 20}, {"phone": "+49"}, {"id": "x"}],
)
async def test_nobody_makes_oneself_another(omni_app: RunningOmni, more: dict[str, Any]) -> None:
    http = await signed_in(omni_app, await omni_app.person())
    await refused(http, [("PATCH", "/auth/me", {"name": "Ann", **more})])
    assert (await Account.get(email="ann@example.com")).platform is False
