"""Administrators and codes by mail: never their only factor, however they became administrators."""

from __future__ import annotations

from typing import Any

import pytest

from omni_kernel.tenancy.models import Membership
from omni_sdk import Tenant
from omni_sdk.testing.app import SYSTEM, RunningOmni

RIGHT = {"pin": "1234"}


@pytest.mark.parametrize("role", ["admin", "owner", "deputy"])
async def test_who_became_one_enrols_another_factor(omni_app: RunningOmni, people: Any, tenant: Tenant, role: str) -> None:
    """No rule asks for a factor; the one there is was enough until the promotion, also to a role of the tenant's own."""
    kernel = omni_app.kernel
    everything = sorted(kernel.registry.role_permissions("admin"))
    await kernel.roles.create(SYSTEM, tenant.id, "deputy", everything)
    bob = await omni_app.person("bob@example.com", tenant=tenant)
    await people.has(bob, "letter")
    await people.rule(methods=["letter", "pin"])
    him = people.at(bob.email)
    await him.password()
    assert (await him.step(RIGHT))["type"] == "done"
    await Membership.filter(account_id=bob.id).update(roles=[role])
    again = people.at(bob.email)
    assert (await again.password())["method"] == "letter"
    assert (await again.step(RIGHT))["method"] == "pin"
    assert await again.me() is None
    assert (await again.step(RIGHT))["type"] == "done"
    later = people.at(bob.email)
    assert (await later.password())["method"] == "pin"
    assert (await later.step(RIGHT))["type"] == "done"


async def test_a_role_of_the_tenants_own_with_little_is_none(omni_app: RunningOmni, people: Any, tenant: Tenant) -> None:
    await omni_app.kernel.roles.create(SYSTEM, tenant.id, "reader", ["omni.member.read"])
    bob = await omni_app.person("bob@example.com", tenant=tenant, roles=("reader",))
    await people.has(bob, "letter")
    await people.rule(methods=["letter", "pin"])
    him = people.at(bob.email)
    await him.password()
    assert (await him.step(RIGHT))["type"] == "done"


async def test_a_trusted_browser_does_not_stand_for_a_letter(omni_app: RunningOmni, people: Any, tenant: Tenant) -> None:
    """Else the enrolment that follows would be refused: nothing was shown for it."""
    bob = await omni_app.person("bob@example.com", tenant=tenant)
    await people.has(bob, "letter")
    await people.rule(methods=["letter", "pin"], trusted_days=14)
    him = people.at(bob.email)
    await him.password()
    assert (await him.step(RIGHT | {"remember_device": True}))["type"] == "done"
    await Membership.filter(account_id=bob.id).update(roles=["admin"])
    assert (await him.password())["method"] == "letter"
    assert (await him.step(RIGHT))["method"] == "pin"
    assert (await him.step(RIGHT))["type"] == "done"
