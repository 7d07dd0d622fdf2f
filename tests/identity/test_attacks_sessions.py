"""Sessions: planted, stolen, of the wrong kind, and of a tenant's identity provider."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import omni_login_idp
import pytest
from attacks import (
    API,
    EVIL,
    LOGIN,
    ME,
    PASSWORD,
    REAUTHENTICATE,
    Operation,
    bearer,
    browser,
    federated,
    login,
    operations,
    session_of,
    signed_in,
    step,
    type_of,
    with_app,
    without_cookies,
)

from omni_2fa_backup_codes.plugin import plugin as backup_codes
from omni_2fa_totp.plugin import plugin as totp
from omni_kernel.auth import token as tokens
from omni_kernel.auth.models import Account, Identity, LoginFlow, Session
from omni_kernel.auth.policy import PLATFORM, Rules, Subject
from omni_kernel.clock import Clock
from omni_kernel.tenancy.models import Membership
from omni_sdk import Tenant
from omni_sdk.testing.app import SYSTEM, Bench, RunningOmni
from omni_sdk.testing.doubles import Outbox

PLUGINS = (totp, backup_codes)
idp = omni_login_idp.plugin


@pytest.fixture
async def ann(omni_app: RunningOmni, tenant: Tenant) -> Account:
    return await omni_app.person(tenant=tenant, roles=("admin",))


async def me(http: httpx.AsyncClient, **headers: str) -> int:
    return (await http.get(ME, headers=headers)).status_code


# -- fixation


@pytest.mark.parametrize("planted", ["garbage", "well formed", "the attacker's", "her own of before"])
async def test_a_planted_session_is_never_adopted(omni_app: RunningOmni, ann: Account, planted: str) -> None:
    whose = await omni_app.person("mallory@example.com") if planted == "the attacker's" else ann
    thief = await omni_app.signed_in(whose)
    given = {"garbage": "x" * 40, "well formed": tokens.generate(tokens.SESSION)}.get(planted, thief.cookies["omni-session"])
    hers = browser(omni_app)
    hers.cookies.set("omni-session", given, domain="testserver.local")
    for answer in (await hers.get(ME), await hers.post(LOGIN, json={}), done := await login(hers)):
        assert given not in str(answer.headers.multi_items())
    assert session_of(done) not in ("", given)
    assert (await hers.get(ME)).json()["email"] == ann.email
    thief.cookies.set("omni-session", given)
    assert await me(thief) == 401


async def test_a_new_token_with_each_proof(omni_app: RunningOmni, ann: Account, clock: Clock) -> None:
    """At the login, at a second login in the same browser, and at a fresh proof: those before are void at once."""
    hers = browser(omni_app)
    seen = [session_of(await login(hers)) for _ in range(2)]
    seen.append(session_of(await hers.post(REAUTHENTICATE, json={"password": PASSWORD})))
    app = await with_app(omni_app, ann)
    begun = (await hers.post(REAUTHENTICATE, json={"password": PASSWORD})).json()
    assert begun["step"]["type"] == "form"
    clock.advance(timedelta(minutes=1))
    seen.append(session_of(await step(hers, begun["flow_id"], app.code())))
    assert len(set(seen)) == 4
    assert "" not in seen
    thief = browser(omni_app)
    statuses = [await me(thief, cookie=f"omni-session={token}") for token in seen]
    assert statuses == [401, 401, 401, 200]


async def test_a_planted_login_is_not_hers(omni_app: RunningOmni, ann: Account) -> None:
    """The attacker's own login, planted with its cookie: she begins another, and he has nothing of it."""
    his, hers = browser(omni_app), browser(omni_app)
    planted = (await his.post(LOGIN, json={})).json()["flow_id"]
    for name, value in dict(his.cookies).items():
        hers.cookies.set(name, value, domain="testserver.local")
    done = await login(hers)
    assert done.json()["flow_id"] != planted
    assert (await his.get(f"{LOGIN}/{planted}")).json()["step"]["type"] == "form"
    assert await me(his) == 401
    assert await Session.all().count() == 1


async def test_another_ones_login_is_not_there(omni_app: RunningOmni, ann: Account, clock: Clock) -> None:
    """Without her cookie, with one that he chose, or by the header of clients without cookies."""
    app, hers, his = await with_app(omni_app, ann), browser(omni_app), browser(omni_app)
    clock.advance(timedelta(minutes=1))
    flow = (await login(hers)).json()["flow_id"]
    name = next(n for n in hers.cookies if n.startswith("omni-flow"))
    other = (await his.post(LOGIN, json={"client": "bearer"})).json()
    tries: list[dict[str, str]] = [
        {}, {"cookie": f"{name}="}, {"cookie": f"{name}=chosen"}, {"omni-flow": hers.cookies[name]},
        {"omni-flow": other["flow_token"]}, {"cookie": f"{name}={other['flow_token']}"},
    ]  # fmt: skip
    for headers in tries:
        answers = (
            await his.get(f"{LOGIN}/{flow}", headers=headers),
            await his.post(f"{LOGIN}/{flow}/step", json={"answers": {"code": app.code()}}, headers=headers),
        )
        assert [a.status_code for a in answers] == [404, 404], headers
    row = await LoginFlow.get(id=flow)
    assert (row.tries, row.stage) == (0, "factor")
    assert session_of(await step(hers, flow, app.code()))


async def test_cookies_that_a_neighbour_can_write_are_not_read(omni_bench: Bench, clock: Clock, outbox: Outbox) -> None:
    """Under https names begin with `__Host-`, which no sibling domain and no http page can set."""
    async with omni_bench.kernel(PLUGINS, clock, {"public_url": "https://omni.example"}) as kernel:
        omni = RunningOmni(kernel, outbox)
        ann = await omni.person()
        token = (await omni.signed_in(ann)).cookies["__Host-omni-session"]
        http = browser(omni)
        assert await me(http, cookie=f"__Host-omni-session={token}") == 200
        for planted in (f"omni-session={token}", f"__host-omni-session={token}", f"__Secure-omni-session={token}"):
            assert await me(http, cookie=planted) == 401
        begun = await http.post(LOGIN, json={})
        for made in (*begun.headers.get_list("set-cookie"), *(await login(http)).headers.get_list("set-cookie")):
            assert made.startswith("__Host-omni-"), made
            assert {"Path=/", "HttpOnly", "SameSite=Lax", "Secure"} <= set(made.split("; ")), made
            assert "Domain" not in made
        await omni.close()


# -- of another kind


async def test_a_token_is_good_in_its_own_place_only(omni_app: RunningOmni, ann: Account, tenant: Tenant) -> None:
    cookie = (await omni_app.signed_in(ann)).cookies["omni-session"]
    token = (await omni_app.signed_in(ann, kind="bearer")).headers["authorization"].partition(" ")[2]
    _, key = await omni_app.kernel.keys.create(SYSTEM, tenant.id, "k", roles=["admin"])
    http = browser(omni_app)
    flow_token = (await http.post(LOGIN, json={"client": "bearer"})).json()["flow_token"]
    for name, headers in {
        "a browser's as bearer": bearer(cookie),
        "a browser's as key": {"x-api-key": cookie},
        "a bearer's as cookie": {"cookie": f"omni-session={token}"},
        "a key as cookie": {"cookie": f"omni-session={key}"},
        "a login's as session": bearer(flow_token),
        "a login's as cookie": {"cookie": f"omni-session={flow_token}"},
        "a digest as token": bearer(tokens.digest(token)),
        "a bearer's as Basic": {"authorization": f"Basic {token}"},
    }.items():
        assert await me(http, **headers) == 401, name
    assert await me(http, **bearer(token)) == await me(http, cookie=f"omni-session={cookie}") == 200


async def test_a_bad_credential_is_not_helped_by_a_good_one(omni_app: RunningOmni, ann: Account) -> None:
    """A page of another site cannot get past the cookie's defence by a header that is no credential."""
    hers = await signed_in(omni_app, ann)
    for headers in (bearer("x"), bearer(tokens.generate()), {"x-api-key": "x"}, {"authorization": "Basic eDp4"}):
        answer = await hers.post(f"{API}/auth/logout", headers={**headers, "origin": EVIL})
        assert answer.status_code == 401, headers
    assert await me(hers) == 200


# -- of a tenant's identity provider

OWN_AFFAIRS: list[tuple[str, str, Any]] = [
    ("POST", "/auth/password/change", {"current": PASSWORD, "password": "another long password"}),
    ("POST", "/auth/email/change", {"email": "mallory@example.com"}),
    ("GET", "/auth/me/export", None),
    ("DELETE", "/auth/me", None),
    ("PATCH", "/auth/me", {"name": "Mallory"}),
    ("GET", "/security/2fa", None),
    ("POST", "/security/2fa/setup", {"method": "totp"}),
    ("POST", "/security/2fa/totp/regenerate", None),
    ("DELETE", "/security/2fa/totp", None),
    ("GET", "/security/devices", None),
    ("DELETE", "/security/devices", None),
]


@pytest.mark.parametrize(("method", "path", "body"), OWN_AFFAIRS)
async def test_a_tenants_provider_has_no_say_in_peoples_own_affairs(
    omni_app: RunningOmni, ann: Account, tenant: Tenant, method: str, path: str, body: Any
) -> None:
    """Else whoever controls one tenant's provider would take over its people everywhere."""
    http = await federated(omni_app, ann, tenant)
    answer = await http.request(method, API + path, json=body)
    assert answer.status_code == 403, answer.text
    assert (await Account.get(id=ann.id)).name == "Ann"


async def test_a_tenants_provider_sees_and_ends_no_session_elsewhere(omni_app: RunningOmni, ann: Account, tenant: Tenant) -> None:
    """Where somebody is signed in, from which address, is nothing to a tenant; nor can it throw people out elsewhere."""
    hers = await signed_in(omni_app, ann)
    here = (await hers.get(ME)).json()["session"]["id"]
    http = await federated(omni_app, ann, tenant)
    await federated(omni_app, ann, tenant)
    listed = (await http.get(f"{API}/sessions")).json()["items"]
    assert {s["tenant_id"] for s in listed} == {str(tenant.id)}
    assert len(listed) == 2
    assert (await http.delete(f"{API}/sessions/{here}")).status_code == 404
    assert (await http.delete(f"{API}/sessions")).status_code == 204
    assert await me(hers) == 200
    assert await Session.filter(tenant_id=tenant.id).count() == 1


@pytest.mark.parametrize("more", ["a password", "another tenant", "the platform", "nothing"])
async def test_a_tenants_provider_enrols_no_factor_for_all_else(
    omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant, more: str
) -> None:
    """Else a tenant could ask for a factor, sign in as its people by its provider, and lock them out everywhere."""
    bob = await omni_app.person("bob@example.com", password=PASSWORD if more == "a password" else None, tenant=tenant)
    await Account.filter(id=bob.id).update(platform=more == "the platform")
    if more == "another tenant":
        await Membership.create(tenant_id=other_tenant.id, account_id=bob.id, roles=["viewer"])
    key: Any = {"tenant_id": tenant.id, "provider": "code", "connection": "main"}
    await Identity.create(account_id=bob.id, subject="bob", **key)
    await omni_app.kernel.policies.set(SYSTEM, Subject.tenant(tenant.id), Rules(factor_required=True))
    http = browser(omni_app)
    begun = await http.post(LOGIN, json={"tenant": tenant.slug, "provider": "code", "connection": "main"})
    state = begun.json()["step"]["url"].partition("state=")[2]
    back = await http.get(f"{API}/auth/callback/code", params={"state": state, "subject": "bob"})
    shown = (await http.get(f"{LOGIN}/{begun.json()['flow_id']}")).json()["step"]
    if more == "nothing":
        assert (back.status_code, shown["method"]) == (303, "totp")
    else:
        assert (back.status_code, type_of(back), shown["type"]) == (403, "factor-unavailable", "redirect")
    assert await Session.all().count() == 0


async def reached(http: httpx.AsyncClient, found: list[Operation], names: dict[str, str], **headers: str) -> list[str]:
    """Operations that gave an answer other than 403 and 404."""
    said = [(each, await http.request(each.method, each.url(names), json=each.body, headers=headers)) for each in found]
    return [f"{each}: {a.status_code}" for each, a in said if a.status_code not in (403, 404)]


async def test_a_tenants_provider_opens_no_other_tenant_and_no_platform(
    omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant
) -> None:
    """All operations, by the header and by the path, as a platform administrator and owner of both."""
    root = await omni_app.person("root@example.com", platform=True, tenant=tenant, roles=("owner",))
    await Membership.create(tenant_id=other_tenant.id, account_id=root.id, roles=["owner"])
    http = await federated(omni_app, root, tenant)
    found = [each for each in await operations(http) if not each.public]
    assert len(found) > 60
    for name in (other_tenant.slug, str(other_tenant.id)):
        assert await reached(http, found, {}, **{"omni-tenant": name}) == []
        there = [each for each in found if "{tenant_id}" in each.path]
        assert await reached(http, there, {"tenant_id": name}) == []
        assert await reached(http, there, {"tenant_id": name}, **{"omni-tenant": tenant.slug}) == []
    platform = [each for each in found if "/accounts" in each.path or "/login-policies/platform" in each.path]
    assert len(platform) >= 10
    assert await reached(http, platform, {"account_id": str(root.id)}) == []


async def test_reauthentication_widens_nothing(omni_app: RunningOmni, ann: Account, tenant: Tenant) -> None:
    """The password, shown in a tenant's session, leaves it the tenant's."""
    http = await federated(omni_app, ann, tenant)
    done = await http.post(REAUTHENTICATE, json={"password": PASSWORD})
    http.headers["authorization"] = f"Bearer {done.json()['step']['token']}"
    assert (await http.get(ME)).json()["session"]["methods"] == ["federated", "pwd"]
    assert (await http.get(f"{API}/auth/me/export")).status_code == 403


# -- a proof that is none


async def test_a_trusted_browser_is_no_fresh_proof(omni_app: RunningOmni, ann: Account, clock: Clock) -> None:
    """It stands for a factor at a login; what is grave wants the factor itself, or a thief of the browser who knows the
    password would take the factor off.
    """
    app, hers = await with_app(omni_app, ann), browser(omni_app)
    await omni_app.kernel.policies.set(SYSTEM, PLATFORM, Rules(trusted_days=30))
    clock.advance(timedelta(minutes=1))
    flow = (await login(hers)).json()["flow_id"]
    answers = {"code": app.code(), "remember_device": True}
    await hers.post(f"{LOGIN}/{flow}/step", json={"answers": answers})
    assert (await login(hers)).json()["step"]["type"] == "done"
    assert (await hers.get(ME)).json()["session"]["methods"] == ["pwd", "device"]
    grave = await hers.delete(f"{API}/security/2fa/totp")
    assert (grave.status_code, type_of(grave)) == (403, "reauthentication-required")
    flow = (await hers.post(REAUTHENTICATE, json={"password": PASSWORD})).json()["flow_id"]
    clock.advance(timedelta(minutes=1))
    assert session_of(await step(hers, flow, app.code()))
    assert (await hers.delete(f"{API}/security/2fa/totp")).status_code == 204


async def test_a_new_password_ends_what_a_thief_has(omni_app: RunningOmni, ann: Account) -> None:
    """Sessions of both kinds, logins under way and links, but not the session that changed it."""
    hers, cookie = await signed_in(omni_app, ann), await omni_app.signed_in(ann)
    token = (await omni_app.signed_in(ann, kind="bearer")).headers["authorization"]
    link = (await omni_app.kernel.accounts.setup_link(ann.id)).partition("#")[2]
    body = {"current": PASSWORD, "password": "a wholly different one"}
    assert (await hers.post(f"{API}/auth/password/change", json=body)).status_code == 204
    thief = without_cookies(omni_app)
    assert await me(thief, cookie=f"omni-session={cookie.cookies['omni-session']}") == 401
    assert await me(thief, authorization=token) == 401
    again = await thief.post(f"{API}/auth/password/reset/confirm", json={"token": link, "password": "the thief's own one"})
    assert again.status_code == 422
    assert await me(hers) == 200
