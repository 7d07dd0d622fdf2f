"""`Directory.actor`: who somebody is now, for what is done later."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from omni_acting.plugin import LOOK, MEND, plugin

from omni_kernel.auth.models import Account
from omni_kernel.tenancy.grants import standing
from omni_kernel.tenancy.models import Membership
from omni_sdk import Actor, Tenant
from omni_sdk.errors import ScopeNotGranted
from omni_sdk.manifest import Scopes
from omni_sdk.testing.app import SYSTEM, RunningOmni


@pytest.fixture
async def on(omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant) -> Tenant:
    """A tenant that has the plugin on, beside another one that has."""
    await omni_app.enable(plugin, other_tenant)
    await omni_app.enable(plugin, tenant)
    return tenant


async def found(omni: RunningOmni, tenant: Tenant, named: str) -> Actor | None:
    """What the plugin is told."""
    async with omni.inside(plugin, tenant) as ctx:
        return await ctx.directory.actor(named)


async def rights(omni: RunningOmni, tenant: Tenant, named: str) -> tuple[bool, bool] | None:
    """What that one may: look, mend."""
    actor = await found(omni, tenant, named)
    return (actor.may(LOOK), actor.may("acting.thing.mend")) if actor else None


async def key_of(omni: RunningOmni, tenant: Tenant | None, **given: Any) -> str:
    """A key, as events name it."""
    row, _ = await omni.kernel.keys.create(SYSTEM, tenant.id if tenant else None, "test", **given)
    return f"key:{row.id}"


async def test_a_member_is_what_he_is_now(omni_app: RunningOmni, on: Tenant, other_tenant: Tenant) -> None:
    """With today's roles, and only as long as he is one; never in another tenant."""
    ann = await omni_app.person(tenant=on, roles=["admin"])
    named = f"account:{ann.id}"
    actor = await found(omni_app, on, named)
    assert actor is not None
    assert f"{actor.kind}:{actor.id}" == named
    assert actor.account is not None
    assert actor.account.email == "ann@example.com"
    assert actor.may(MEND)
    assert await found(omni_app, other_tenant, named) is None
    await Membership.filter(account_id=ann.id).update(roles=["viewer"])
    assert await rights(omni_app, on, named) == (True, False)
    await Membership.filter(account_id=ann.id).delete()
    assert await found(omni_app, on, named) is None


async def test_an_account_that_is_switched_off_acts_no_more(omni_app: RunningOmni, on: Tenant) -> None:
    """Nor does one that is gone."""
    ann = await omni_app.person(tenant=on)
    await Account.filter(id=ann.id).update(state="disabled")
    assert await found(omni_app, on, f"account:{ann.id}") is None
    assert await found(omni_app, on, f"account:{uuid4()}") is None


async def test_a_platform_administrator_may_everything_everywhere(omni_app: RunningOmni, on: Tenant) -> None:
    """A person without membership, and a key without a tenant."""
    root = await omni_app.person("root@example.com", platform=True)
    for named in (f"account:{root.id}", await key_of(omni_app, None)):
        assert await rights(omni_app, on, named) == (True, True)


async def test_a_key_is_what_it_is_now(omni_app: RunningOmni, on: Tenant, other_tenant: Tenant) -> None:
    """By its roles and permissions, here only, until it is revoked."""
    by_role = await key_of(omni_app, on, roles=["viewer"])
    by_name = await key_of(omni_app, on, permissions=["acting.thing.mend"])
    assert await rights(omni_app, on, by_role) == (True, False)
    assert await rights(omni_app, on, by_name) == (False, True)
    assert await found(omni_app, other_tenant, by_role) is None
    await omni_app.kernel.keys.revoke(SYSTEM, on.id, UUID(by_role.removeprefix("key:")))
    assert await found(omni_app, on, by_role) is None


async def test_a_key_ends_with_its_time(omni_app: RunningOmni, on: Tenant, clock: Any) -> None:
    """To the moment."""
    ends = clock.now() + timedelta(hours=1)
    named = await key_of(omni_app, on, roles=["viewer"], expires_at=ends)
    clock.set(ends - timedelta(seconds=1))
    assert await rights(omni_app, on, named) == (True, False)
    clock.set(ends)
    assert await found(omni_app, on, named) is None


async def test_needs_the_directory(omni_app: RunningOmni, on: Tenant) -> None:
    """As all else that tells of people."""
    await omni_app.kernel.lifecycle.enable(SYSTEM, on.id, "acting", grant=Scopes())
    with pytest.raises(ScopeNotGranted):
        await found(omni_app, on, f"account:{uuid4()}")


async def test_system_and_strangers_are_nobody(omni_app: RunningOmni, on: Tenant) -> None:
    """Only people and keys can be found again: not the installation, an address, or a subject of an authenticator."""
    for named in ("system:omni", "anonymous:192.0.2.7", "key:till-7", f"person:{uuid4()}", str(uuid4()), "account:", ""):
        assert await found(omni_app, on, named) is None


@given(named=st.text() | st.builds("{}:{}".format, st.sampled_from(["account", "key"]), st.text()))
def test_any_text_is_an_answer(named: str) -> None:
    """What is no id of anybody never reaches the database, and is nobody."""
    assert asyncio.run(standing(None, uuid4(), named)) is None  # type: ignore[arg-type]  # nothing of it is used
