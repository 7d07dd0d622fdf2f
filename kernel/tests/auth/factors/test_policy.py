"""What a login must satisfy: each kind of rule, who may set it, and that the strictest holds."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import httpx
import omni_factor_probe
import pytest

from omni_kernel.auth.models import Account, LoginPolicy
from omni_kernel.auth.policy import PLATFORM, Effective, Rules, Subject
from omni_kernel.clock import Clock
from omni_kernel.tenancy.models import Membership
from omni_sdk import Tenant
from omni_sdk.errors import Invalid
from omni_sdk.events import LOGIN_POLICY_CHANGED
from omni_sdk.testing import Outbox, SetClock
from omni_sdk.testing.app import SYSTEM, Bench, RunningOmni

FACTORS = {f.name: f for f in omni_factor_probe.FACTORS}
OF_PLATFORM = "/api/v1/login-policies/platform"


async def say(omni_app: RunningOmni, subject: Subject, **rules: Any) -> list[str]:
    """Set rules as the system."""
    return await omni_app.kernel.policies.set(SYSTEM, subject, Rules(**rules))


def allowed(effective: Effective) -> set[str]:
    """Names of the factors that may be used."""
    return {name for name, factor in FACTORS.items() if effective.allows(factor)}


async def join(account: Account, tenant: Tenant, *roles: str) -> Membership:
    """Become a member."""
    return await Membership.create(tenant_id=tenant.id, account_id=account.id, roles=list(roles or ("member",)))


def of_tenant(tenant: Tenant) -> str:
    """Where its rules are."""
    return f"/api/v1/tenants/{tenant.slug}/login-policy"


# -- what they come to


async def test_nothing_said(omni_app: RunningOmni, ann: Account) -> None:
    found = await omni_app.kernel.policies.of(ann, None)
    assert (found.required, found.due_at, found.trusted_days, found.accept_upstream) == (False, None, 0, False)
    assert allowed(found) == {"app", "key", "codes"}


@pytest.mark.parametrize("where", ["platform", "account", "tenant", "role", "other role", "other tenant"])
async def test_any_place_requires(omni_app: RunningOmni, ann: Account, tenant: Tenant, other_tenant: Tenant, where: str) -> None:
    await join(ann, tenant, "member", "viewer")
    subjects = {
        "platform": PLATFORM,
        "account": Subject.account(ann.id),
        "tenant": Subject.tenant(tenant.id),
        "role": Subject.role(tenant.id, "viewer"),
        "other role": Subject.role(tenant.id, "admin"),
        "other tenant": Subject.tenant(other_tenant.id),
    }
    await say(omni_app, subjects[where], factor_required=True)
    found = await omni_app.kernel.policies.of(ann, None)
    assert found.required is (not where.startswith("other"))
    assert (await omni_app.kernel.policies.of(ann, tenant.id)).required is found.required
    assert (await omni_app.kernel.policies.of(ann, other_tenant.id)).required is (
        where in ("platform", "account", "other tenant")
    )


async def test_one_tenant_does_not_hold_for_another(
    omni_app: RunningOmni, ann: Account, tenant: Tenant, other_tenant: Tenant
) -> None:
    await join(ann, tenant)
    await join(ann, other_tenant)
    await say(omni_app, Subject.tenant(other_tenant.id), factor_required=True)
    assert not (await omni_app.kernel.policies.of(ann, tenant.id)).required
    assert (await omni_app.kernel.policies.of(ann, other_tenant.id)).required
    assert (await omni_app.kernel.policies.of(ann, None)).required


async def test_methods_are_those_that_all_allow(
    omni_app: RunningOmni, ann: Account, tenant: Tenant, other_tenant: Tenant
) -> None:
    await join(ann, tenant)
    await say(omni_app, PLATFORM, methods=["app", "letter", "codes"])
    await say(omni_app, Subject.tenant(tenant.id), methods=["key", "letter", "codes"])
    assert allowed(await omni_app.kernel.policies.of(ann, None)) == {"letter", "codes"}
    await join(ann, other_tenant)
    await say(omni_app, Subject.tenant(other_tenant.id), methods=["app", "codes"])
    assert allowed(await omni_app.kernel.policies.of(ann, None)) == {"codes"}
    assert allowed(await omni_app.kernel.policies.of(ann, other_tenant.id)) == {"app", "codes"}


async def test_weak_factors_where_they_are_named(
    omni_app: RunningOmni, ann: Account, tenant: Tenant, other_tenant: Tenant
) -> None:
    await join(ann, tenant)
    await say(omni_app, Subject.tenant(tenant.id), methods=["letter", "app"])
    assert "letter" in allowed(await omni_app.kernel.policies.of(ann, None))
    await join(ann, other_tenant)
    assert "letter" in allowed(await omni_app.kernel.policies.of(ann, None)), "the other one says nothing"
    await say(omni_app, Subject.tenant(other_tenant.id), factor_required=True)
    assert "letter" not in allowed(await omni_app.kernel.policies.of(ann, None)), "it wants one, and names no weak one"


async def test_grace_begins_with_the_rule_or_the_membership(
    omni_app: RunningOmni, ann: Account, tenant: Tenant, clock: SetClock
) -> None:
    clock.advance(timedelta(days=10))
    set_at = clock.now()
    await say(omni_app, Subject.tenant(tenant.id), factor_required=True, grace_days=7)
    await join(ann, tenant)
    bob = await omni_app.person("bob@example.com")
    clock.advance(timedelta(days=3))
    await say(omni_app, Subject.tenant(tenant.id), factor_required=True, grace_days=5)
    await join(bob, tenant)

    async def due(account: Account) -> datetime:
        found = (await omni_app.kernel.policies.of(account, None)).due_at
        assert found is not None
        return found

    assert abs(await due(ann) - (set_at + timedelta(days=5))) < timedelta(seconds=5), "changing it does not begin anew"
    assert abs(await due(bob) - (set_at + timedelta(days=8))) < timedelta(seconds=5)
    await say(omni_app, PLATFORM, factor_required=True)
    assert await due(bob) < clock.now() + timedelta(seconds=5), "the platform grants none, so there is none"
    await say(omni_app, PLATFORM, factor_required=False, grace_days=1)
    await say(omni_app, Subject.tenant(tenant.id), factor_required=False)
    assert (await omni_app.kernel.policies.of(bob, None)).due_at is None


async def test_what_softens_must_be_said_by_whoever_requires(omni_app: RunningOmni, ann: Account, tenant: Tenant) -> None:
    await join(ann, tenant)
    await say(omni_app, Subject.tenant(tenant.id), trusted_days=90, accept_upstream=True)
    found = await omni_app.kernel.policies.of(ann, None)
    assert (found.trusted_days, found.accept_upstream) == (90, True)
    await say(omni_app, PLATFORM, factor_required=True)
    found = await omni_app.kernel.policies.of(ann, None)
    assert (found.trusted_days, found.accept_upstream) == (0, False)
    await say(omni_app, PLATFORM, factor_required=True, trusted_days=14, accept_upstream=True)
    found = await omni_app.kernel.policies.of(ann, None)
    assert (found.trusted_days, found.accept_upstream) == (14, True)


async def test_administrators(omni_app: RunningOmni, ann: Account, tenant: Tenant, other_tenant: Tenant) -> None:
    await join(ann, tenant, "member")
    await join(ann, other_tenant, "viewer", "admin")
    await say(omni_app, PLATFORM, methods=["letter", "text", "app", "codes"])
    policies = omni_app.kernel.policies
    here, everywhere = await policies.of(ann, tenant.id), await policies.of(ann, None)
    assert (here.administrator, everywhere.administrator) == (False, True)
    assert [n for n, f in FACTORS.items() if here.suffices(f)] == ["codes", "letter", "text", "app"]
    assert [n for n, f in FACTORS.items() if everywhere.suffices(f)] == ["codes", "app"]
    assert everywhere.allows(FACTORS["letter"])
    assert here.enough([FACTORS["codes"], FACTORS["text"]])
    assert not everywhere.enough([FACTORS["codes"], FACTORS["text"]])
    assert everywhere.enough([FACTORS["text"], FACTORS["app"]])
    root = await omni_app.person("root@example.com", platform=True)
    assert (await policies.of(root, tenant.id)).administrator


async def test_roles_of_new_people(omni_app: RunningOmni, tenant: Tenant) -> None:
    policies = omni_app.kernel.policies
    assert list(await policies.sign_up_roles(tenant.id)) == []
    await say(omni_app, PLATFORM, sign_up_roles=["viewer"])
    assert list(await policies.sign_up_roles(tenant.id)) == ["viewer"]
    await say(omni_app, Subject.tenant(tenant.id), sign_up_roles=[])
    assert list(await policies.sign_up_roles(tenant.id)) == []


# -- setting them


async def test_warnings_and_events(omni_app: RunningOmni, outbox: Outbox, tenant: Tenant) -> None:
    client = omni_app.client(tenant)
    rules = {"methods": ["app", "letter", "text"], "factor_required": True, "trusted_days": 30}
    put = await client.put(of_tenant(tenant), json=rules)
    assert put.status_code == 200, put.text
    assert [w.partition(":")[0] for w in put.json()["warnings"]] == ["Letter", "Text"]
    assert (await client.get(of_tenant(tenant))).json() == put.json()
    assert put.json()["rules"]["grace_days"] is None
    row = await LoginPolicy.get(subject=f"tenant:{tenant.id}")
    assert row.tenant_id == tenant.id
    assert row.changed_by.startswith("key:")
    assert (await client.delete(of_tenant(tenant))).status_code == 204
    assert (await client.delete(of_tenant(tenant))).status_code == 204
    assert not any((await client.get(of_tenant(tenant))).json()["rules"].values())
    said = outbox.events(LOGIN_POLICY_CHANGED)
    assert [(e.tenant_id, e.data.subject, e.data.rules) for e in said] == [
        (tenant.id, f"tenant:{tenant.id}", rules), (tenant.id, f"tenant:{tenant.id}", {}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rules", "at"),
    [
        ({"methods": ["app", "palm"]}, "methods"),
        ({"methods": ["codes"]}, "methods"),
        ({"methods": []}, "methods"),
        ({"grace_days": 91}, "grace_days"),
        ({"trusted_days": -1}, "trusted_days"),
        ({"factor_reqired": True}, "factor_reqired"),
        ({"sign_up_roles": ["king"]}, "roles"),
    ],
)
async def test_rules_that_cannot_be_meant(omni_app: RunningOmni, tenant: Tenant, rules: dict[str, Any], at: str) -> None:
    for client, path in ((omni_app.client(tenant), of_tenant(tenant)), (omni_app.client(None), OF_PLATFORM)):
        answer = await client.put(path, json=rules)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, f"#/{at}")
    assert not await LoginPolicy.exists()


async def test_no_plugin_no_methods(omni_bench: Bench, clock: Clock) -> None:
    async with omni_bench.kernel([], clock) as kernel:
        with pytest.raises(Invalid, match="there are none"):
            await kernel.policies.set(SYSTEM, PLATFORM, Rules(methods=["app"]))


async def test_nobody_gives_new_people_more_than_he_has(omni_app: RunningOmni, tenant: Tenant) -> None:
    admin = await omni_app.person(tenant=tenant, roles=["admin"])
    client = await omni_app.signed_in(admin, tenant=tenant)
    assert (await client.put(of_tenant(tenant), json={"sign_up_roles": ["member"]})).status_code == 200
    weak = omni_app.client(tenant, "omni.login-policy.manage")
    assert (await weak.put(of_tenant(tenant), json={"sign_up_roles": ["member"]})).status_code == 403


async def test_who_may_set_them(omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant, clock: SetClock) -> None:
    member = await omni_app.signed_in(await omni_app.person(tenant=tenant), tenant=tenant)
    admin = await omni_app.signed_in(await omni_app.person("a@example.com", tenant=tenant, roles=["admin"]), tenant=tenant)
    root = await omni_app.signed_in(await omni_app.person("root@example.com", platform=True))

    async def status(client: httpx.AsyncClient, path: str) -> int:
        return (await client.put(path, json={"factor_required": False})).status_code

    assert [await status(c, of_tenant(tenant)) for c in (member, admin, root)] == [403, 200, 200]
    assert [await status(c, of_tenant(other_tenant)) for c in (member, admin, root)] == [403, 404, 200]
    assert [await status(c, OF_PLATFORM) for c in (member, admin, root)] == [403, 403, 200]
    clock.advance(timedelta(minutes=16))
    stale = await admin.put(of_tenant(tenant), json={})
    assert (stale.status_code, stale.json()["type"]) == (403, "/problems/reauthentication-required")
    assert (await admin.get(of_tenant(tenant))).status_code == 200


async def test_rules_of_roles_and_accounts(omni_app: RunningOmni, tenant: Tenant, ann: Account) -> None:
    client, root = omni_app.client(tenant), omni_app.client(None)
    await omni_app.kernel.roles.create(SYSTEM, tenant.id, "clerk", [])
    roles = f"/api/v1/tenants/{tenant.slug}/roles"
    rules = {"factor_required": True, "grace_days": 3}
    for path in (f"{roles}/owner/login-policy", f"{roles}/clerk/login-policy"):
        assert (await client.put(path, json=rules)).status_code == 200
        assert (await client.get(path)).json()["rules"]["grace_days"] == 3
        assert (await client.delete(path)).status_code == 204
        at = (await client.put(path, json={"sign_up_roles": ["member"]})).json()["errors"][0]["pointer"]
        assert at == "#/sign_up_roles"
    assert (await client.put(f"{roles}/king/login-policy", json=rules)).status_code == 404
    path = f"/api/v1/accounts/{ann.id}/login-policy"
    assert (await client.get(path)).status_code == 403
    assert (await root.put(path, json=rules)).status_code == 200
    assert (await omni_app.kernel.policies.of(ann, None)).required
    assert (await root.get(path)).json()["rules"]["factor_required"] is True
    assert (await root.delete(path)).status_code == 204
    assert (await root.get(f"/api/v1/accounts/{tenant.id}/login-policy")).status_code == 404


async def test_rules_of_the_platform(omni_app: RunningOmni, ann: Account) -> None:
    root = omni_app.client(None)
    assert (await root.put(OF_PLATFORM, json={"factor_required": True})).status_code == 200
    assert (await root.get(OF_PLATFORM)).json()["subject"] == "platform"
    assert (await root.delete(OF_PLATFORM)).status_code == 204
    assert not (await omni_app.kernel.policies.of(ann, None)).required
