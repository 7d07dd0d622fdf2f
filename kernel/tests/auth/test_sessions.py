"""Sessions: how they begin, go on, and end; whose they are, and where they are good."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from omni_kernel.auth import token as tokens
from omni_kernel.auth.actors import SYSTEM as NOBODY
from omni_kernel.auth.models import Account, Session
from omni_kernel.auth.policy import PLATFORM, Rules, Subject
from omni_kernel.auth.sessions import SessionOver
from omni_kernel.tenancy.models import Membership
from omni_sdk import Tenant
from omni_sdk.testing.app import SYSTEM, RunningOmni

ME = "/api/v1/auth/me"


@pytest.fixture
async def ann(omni_app: RunningOmni, tenant: Tenant) -> Account:
    """A member of the first tenant."""
    return await omni_app.person(tenant=tenant)


async def status(client: httpx.AsyncClient) -> int:
    """Of asking who one is."""
    return (await client.get(ME)).status_code


def kind_of(answer: httpx.Response) -> str:
    """The problem's own name."""
    return str(answer.json()["type"]).rpartition("/")[2]


async def test_who_is_signed_in(omni_app: RunningOmni, ann: Account, tenant: Tenant) -> None:
    client = await omni_app.signed_in(ann)
    me = (await client.get(ME)).json()
    assert (me["email"], me["email_verified"], me["platform"]) == ("ann@example.com", True, False)
    assert [(t["slug"], t["roles"]) for t in me["tenants"]] == [(tenant.slug, ["member"])]
    assert me["permissions"] == []
    assert me["session"]["methods"] == ["pwd"]
    here = (await client.get(ME, headers={"Omni-Tenant": tenant.slug})).json()
    assert "member.read" in " ".join(here["permissions"])


async def test_nobody_is_told_to_sign_in(omni_app: RunningOmni) -> None:
    answer = await omni_app.browser().get(ME)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="omni"')


async def test_a_key_is_no_person(omni_app: RunningOmni, tenant: Tenant) -> None:
    assert (await omni_app.client(tenant).get(ME)).status_code == 403


async def test_logout_ends_it_everywhere(omni_app: RunningOmni, ann: Account) -> None:
    client, other = await omni_app.signed_in(ann), await omni_app.signed_in(ann)
    answer = await client.post("/api/v1/auth/logout")
    assert answer.status_code == 204
    assert "omni-session=; Max-Age=0" in answer.headers["set-cookie"]
    client.cookies.clear()
    assert (await status(client), await status(other)) == (401, 200)
    assert await Session.all().count() == 1


async def test_the_token_is_nowhere_in_the_database(omni_app: RunningOmni, ann: Account) -> None:
    row, token = await omni_app.kernel.sessions.create(ann, kind="browser", methods=["pwd"], tenant_id=None, ip="::1", device="x")
    assert tokens.well_formed(token, tokens.SESSION)
    kept = (await Session.filter(id=row.id).values())[0]
    assert token not in str(kept)
    assert kept["digest"] == tokens.digest(token)


async def test_a_browsers_token_is_no_bearer_and_the_other_way_round(omni_app: RunningOmni, ann: Account) -> None:
    browser, bearer = await omni_app.signed_in(ann), await omni_app.signed_in(ann, kind="bearer")
    assert (await status(browser), await status(bearer)) == (200, 200)
    cookie, header = browser.cookies["omni-session"], bearer.headers["Authorization"].removeprefix("Bearer ")
    swapped = omni_app.browser()
    assert (await swapped.get(ME, headers={"Authorization": f"Bearer {cookie}"})).status_code == 401
    swapped.cookies.set("omni-session", header)
    assert await status(swapped) == 401


@pytest.mark.parametrize("token", ["x", "omnis_short", f"omnis_{'A' * 37}", "omnis_" + "é" * 37])
async def test_what_is_no_token(omni_app: RunningOmni, token: str) -> None:
    with pytest.raises(SessionOver):
        await omni_app.kernel.sessions.verify(token, "browser")


async def test_idle_and_absolute_life(omni_app: RunningOmni, ann: Account) -> None:
    auth, clock = omni_app.kernel.settings.auth, omni_app.kernel.clock
    client, idle = await omni_app.signed_in(ann), await omni_app.signed_in(ann)
    assert await status(idle) == 200
    step = timedelta(minutes=auth.session_idle_minutes - 1)
    used = timedelta()
    while used + step < timedelta(hours=auth.session_hours):
        clock.advance(step)
        used += step
        assert await status(client) == 200
        await omni_app.kernel.usage.flush()
    assert await status(idle) == 401
    clock.advance(timedelta(hours=auth.session_hours) - used)
    assert await status(client) == 401


async def test_another_process_knows_when_it_was_used_last(omni_app: RunningOmni, ann: Account) -> None:
    """What this process saw is old, but the row says that another one saw it later."""
    client, clock = await omni_app.signed_in(ann), omni_app.kernel.clock
    await omni_app.kernel.epoch.check()
    assert await status(client) == 200
    clock.advance(timedelta(minutes=59))
    await Session.all().update(seen_at=clock.now())
    clock.advance(timedelta(minutes=2))
    assert await status(client) == 200


async def test_a_bearer_lasts_for_days_unused(omni_app: RunningOmni, ann: Account) -> None:
    client, clock = await omni_app.signed_in(ann, kind="bearer"), omni_app.kernel.clock
    clock.advance(timedelta(days=29))
    assert await status(client) == 200
    clock.advance(timedelta(days=1))
    assert await status(client) == 401


async def test_listed_and_ended_one_and_all(omni_app: RunningOmni, ann: Account) -> None:
    bob = await omni_app.person("bob@example.com")
    mine, other, third = [await omni_app.signed_in(ann) for _ in range(3)]
    theirs = await omni_app.signed_in(bob)
    listed = (await mine.get("/api/v1/sessions")).json()["items"]
    assert [s["current"] for s in listed].count(True) == 1
    assert {(s["device"], s["ip"], s["kind"]) for s in listed} == {("test", "192.0.2.7", "browser")}
    second = (await other.get(ME)).json()["session"]["id"]
    assert (await mine.delete(f"/api/v1/sessions/{second}")).status_code == 204
    assert (await status(mine), await status(other), await status(third)) == (200, 401, 200)
    foreign = (await theirs.get(ME)).json()["session"]["id"]
    assert (await mine.delete(f"/api/v1/sessions/{foreign}")).status_code == 404
    assert (await mine.delete("/api/v1/sessions")).status_code == 204
    assert (await status(mine), await status(third), await status(theirs)) == (200, 401, 200)


async def test_a_fresh_proof_makes_a_new_token(omni_app: RunningOmni, ann: Account) -> None:
    client = await omni_app.signed_in(ann)
    session = (await client.get(ME)).json()["session"]
    omni_app.kernel.clock.advance(timedelta(minutes=30))
    row = await Session.get(id=session["id"])
    token = await omni_app.kernel.sessions.refresh(row.id, ["pwd", "totp"])
    assert await status(client) == 401
    client.cookies.set("omni-session", token)
    now = (await client.get(ME)).json()["session"]
    assert (now["id"], now["methods"]) == (session["id"], ["pwd", "totp"])
    assert now["authenticated_at"] > session["authenticated_at"]
    await row.delete()
    with pytest.raises(SessionOver):
        await omni_app.kernel.sessions.refresh(row.id, ["pwd"])


async def test_a_disabled_account_is_out_at_once(omni_app: RunningOmni, ann: Account) -> None:
    client = await omni_app.signed_in(ann)
    assert await status(client) == 200
    async with omni_app.kernel.db.transaction():
        await Account.filter(id=ann.id).update(state="disabled")
        await omni_app.kernel.sessions.forget(ann.id)
    assert await status(client) == 401


async def test_tenants_by_membership(omni_app: RunningOmni, ann: Account, tenant: Tenant, other_tenant: Tenant) -> None:
    """Another tenant, and none at all, look the same; what is taken away is gone at once."""
    client = await omni_app.signed_in(ann)

    async def at(name: str) -> httpx.Response:
        return await client.get(f"/api/v1/tenants/{tenant.slug}/members", headers={"Omni-Tenant": name})

    assert (await at(tenant.slug)).status_code == 200
    assert (await at(str(tenant.id))).status_code == 200
    foreign, none = await at(other_tenant.slug), await at("nowhere")
    assert (foreign.status_code, none.status_code) == (404, 404)
    assert foreign.json()["detail"].replace(other_tenant.slug, "nowhere") == none.json()["detail"]
    async with omni_app.kernel.db.transaction():
        await Membership.filter(account_id=ann.id).delete()
        await omni_app.kernel.sessions.forget(ann.id)
    assert (await at(tenant.slug)).status_code == 404


async def test_roles_changed_are_in_force_at_once(omni_app: RunningOmni, ann: Account, tenant: Tenant) -> None:
    client = await omni_app.signed_in(ann, tenant=tenant)
    before = (await client.get(ME)).json()["permissions"]
    async with omni_app.kernel.db.transaction():
        await Membership.filter(account_id=ann.id).update(roles=["admin"])
        await omni_app.kernel.epoch.bump("tenant", str(tenant.id))
    assert set(before) < set((await client.get(ME)).json()["permissions"])


async def test_a_platform_administrator_may_everywhere(omni_app: RunningOmni, tenant: Tenant) -> None:
    root = await omni_app.person("root@example.com", platform=True)
    client = await omni_app.signed_in(root)
    assert (await client.get("/api/v1/tenants")).status_code == 200
    assert (await client.get(ME, headers={"Omni-Tenant": tenant.slug})).json()["platform"] is True


async def test_a_session_of_a_tenants_provider_stays_there(
    omni_app: RunningOmni, ann: Account, tenant: Tenant, other_tenant: Tenant
) -> None:
    """It is good in that tenant only, and never for the platform, whoever the account is."""
    await Membership.create(tenant_id=other_tenant.id, account_id=ann.id, roles=["owner"])
    await Account.filter(id=ann.id).update(platform=True)
    account = await Account.get(id=ann.id)
    _, token = await omni_app.kernel.sessions.create(
        account, kind="bearer", methods=["federated"], tenant_id=tenant.id, ip="", device=""
    )
    client = omni_app.browser()
    client.headers["Authorization"] = f"Bearer {token}"
    me = (await client.get(ME)).json()
    assert (me["platform"], [t["slug"] for t in me["tenants"]]) == (False, [tenant.slug])
    assert me["permissions"]
    assert (await client.get(ME, headers={"Omni-Tenant": tenant.slug})).status_code == 200
    assert (await client.get(ME, headers={"Omni-Tenant": other_tenant.slug})).status_code == 404
    assert (await client.post("/api/v1/tenants", json={"slug": "mine", "name": "Mine"})).status_code == 403


async def test_the_oldest_give_way(omni_app: RunningOmni, ann: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process keeps so many at most; who is dropped is looked up again."""
    monkeypatch.setattr("omni_kernel.auth.sessions.MOST", 1)
    first, second = await omni_app.signed_in(ann), await omni_app.signed_in(ann)
    for client in (first, second, first):
        assert await status(client) == 200


async def test_everything_may_have_changed(omni_app: RunningOmni, ann: Account, tenant: Tenant) -> None:
    """A process that missed changes drops all that it kept."""
    client = await omni_app.signed_in(ann, tenant=tenant)
    assert await status(client) == 200
    for topic in ("tenant", "policy", "account", "session"):
        for listener in omni_app.kernel.epoch._listeners[topic]:
            listener(None)
        assert await status(client) == 200


async def test_a_change_while_it_is_read_is_not_kept(
    omni_app: RunningOmni, ann: Account, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The epoch moved between the look-up and the keeping: used once, and looked up again."""
    kernel = omni_app.kernel
    _, token = await kernel.sessions.create(ann, kind="bearer", methods=["pwd"], tenant_id=None, ip="", device="")
    plain = kernel.roles.permissions

    async def moved(tenant_id: Any, names: Any) -> frozenset[str]:
        kernel.epoch.seen += 1
        return await plain(tenant_id, names)

    monkeypatch.setattr(kernel.roles, "permissions", moved)
    live = await kernel.sessions.verify(token, "bearer")
    assert await kernel.sessions.actor(live, tenant.id, tenant.slug)
    assert kernel.sessions.actor_at(live, tenant.id) is None


async def test_revoke_of_none(omni_app: RunningOmni, ann: Account) -> None:
    client = await omni_app.signed_in(ann)
    assert (await client.delete(f"/api/v1/sessions/{ann.id}")).status_code == 404
    assert await omni_app.kernel.sessions.revoke_all(SYSTEM, ann.id, "revoked") == 1


async def test_step_up(omni_app: RunningOmni, ann: Account, tenant: Tenant) -> None:
    """A route that declares `fresh` wants a login of the last minutes, and says so with a stable type."""
    await Membership.filter(account_id=ann.id).update(roles=["owner"])
    client = await omni_app.signed_in(ann, tenant=tenant)
    body = {"name": "mine", "roles": ["viewer"]}
    assert (await client.post("/api/v1/api-keys", json=body)).status_code == 201
    omni_app.kernel.clock.advance(timedelta(minutes=16))
    stale = await client.post("/api/v1/api-keys", json=body)
    assert (stale.status_code, kind_of(stale)) == (403, "reauthentication-required")
    assert stale.json()["minutes"] == 15


async def test_a_tenant_that_wants_a_factor(omni_app: RunningOmni, ann: Account, tenant: Tenant, other_tenant: Tenant) -> None:
    """Sessions that began before learn of it; the account's own affairs stay open, so that it can enrol one."""
    await Membership.create(tenant_id=other_tenant.id, account_id=ann.id, roles=["member"])
    client = await omni_app.signed_in(ann)
    there = {"Omni-Tenant": tenant.slug}
    assert (await client.get(ME, headers=there)).status_code == 200
    await omni_app.kernel.policies.set(SYSTEM, Subject.tenant(tenant.id), Rules(factor_required=True, grace_days=3), NOBODY)
    assert (await client.get(ME, headers=there)).status_code == 200
    omni_app.kernel.clock.advance(timedelta(minutes=50))
    assert (await client.get(ME, headers=there)).status_code == 200
    account = await Account.get(id=ann.id)
    omni_app.kernel.clock.advance(timedelta(days=3))
    late = await omni_app.signed_in(account)
    refused = await late.get(ME, headers=there)
    assert (refused.status_code, kind_of(refused)) == (403, "factor-required")
    assert (await late.get(ME)).status_code == 200
    assert (await late.get(ME, headers={"Omni-Tenant": other_tenant.slug})).status_code == 200


async def test_the_grace_ends_within_a_session(omni_app: RunningOmni, ann: Account, tenant: Tenant) -> None:
    await omni_app.kernel.policies.set(SYSTEM, Subject.tenant(tenant.id), Rules(factor_required=True, grace_days=1), NOBODY)
    client = await omni_app.signed_in(ann, kind="bearer", tenant=tenant)
    assert await status(client) == 200
    omni_app.kernel.clock.advance(timedelta(days=1, seconds=1))
    assert await status(client) == 403


async def test_the_platform_that_wants_a_factor_of_its_administrators(omni_app: RunningOmni) -> None:
    root = await omni_app.person("root@example.com", platform=True)
    client = await omni_app.signed_in(root)
    assert (await client.get("/api/v1/tenants")).status_code == 200
    await omni_app.kernel.policies.set(SYSTEM, PLATFORM, Rules(factor_required=True), NOBODY)
    assert (await client.get("/api/v1/tenants")).status_code == 403


async def test_a_platform_administrator_signs_somebody_out(omni_app: RunningOmni, ann: Account) -> None:
    root = await omni_app.person("root@example.com", platform=True)
    boss, hers, other = await omni_app.signed_in(root), await omni_app.signed_in(ann), await omni_app.signed_in(ann)
    path = f"/api/v1/accounts/{ann.id}/sessions"
    assert (await hers.delete(path)).status_code == 403
    assert (await boss.delete(path)).status_code == 204
    assert (await status(hers), await status(other), await status(boss)) == (401, 401, 200)
    assert (await boss.delete(f"/api/v1/accounts/{tenant_like()}/sessions")).status_code == 404


def tenant_like() -> str:
    """An id that nobody has."""
    return "00000000-0000-7000-8000-00000000dead"


async def test_other_sessions_are_fresh_no_more_once_a_factor_is_enrolled(omni_app: RunningOmni, ann: Account) -> None:
    """They did not show it: so they take it away only after they did."""
    here, there = await omni_app.signed_in(ann), await omni_app.signed_in(ann)
    session = (await here.get(ME)).json()["session"]["id"]
    row = await Session.get(id=session)
    await omni_app.kernel.sessions.outdate(ann.id, but=row.id)
    stale = await there.post("/api/v1/security/2fa/setup", json={"method": "any"})
    assert (stale.status_code, kind_of(stale)) == (403, "reauthentication-required")
    assert (await here.post("/api/v1/security/2fa/setup", json={"method": "any"})).status_code == 404
    assert await status(there) == 200
