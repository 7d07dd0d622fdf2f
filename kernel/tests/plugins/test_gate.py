"""The gate: what is active for a tenant, in force at once here and by the epoch elsewhere."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_kernel.app import Kernel
from omni_kernel.jobs.caller import Caller
from omni_kernel.plugins.gate import TenantState, beyond
from omni_kernel.plugins.lifecycle import ConsentRequired, PluginUnavailable, RequirementOff
from omni_kernel.plugins.models import Change, TenantPlugin
from omni_kernel.plugins.settings import MASK, merged
from omni_kernel.tenancy.models import Tenant
from omni_sdk.errors import Invalid, NotFound
from omni_sdk.manifest import Scopes

from .conftest import Install, Start

SYSTEM = Caller.system("omni", None)
HUB = """
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from omni_sdk import *
from pydantic import BaseModel, SecretStr

@dataclass(frozen=True)
class Phrase:
    name: str

class Hooks:
    @hookspec
    def acme_hub_phrases(self) -> Sequence[Phrase]:
        "Phrases."
        return ()

class Hub(Plugin, Hooks):
    @hookimpl
    def omni_hookspecs(self): return Hooks
    @hookimpl
    def acme_hub_phrases(self): return [Phrase("hello")]

plugin = Hub()
"""
LEAF = """
from acme_hub.plugin import Hooks, Phrase
from omni_sdk import *
from pydantic import BaseModel, SecretStr

class Settings(BaseModel):
    greeting: str
    token: SecretStr = SecretStr("")

class Leaf(Plugin, Hooks):
    @hookimpl
    def omni_settings(self): return Settings
    @hookimpl
    def acme_hub_phrases(self): return [Phrase("ahoy")]

plugin = Leaf()
"""


@dataclass
class World:
    kernel: Kernel
    one: Tenant
    two: Tenant

    async def names(self, tenant: Tenant) -> list[str]:
        """Phrases that are active for a tenant."""
        state = await self.kernel.gate.state(tenant.id)
        phrase = next(k for k in self.kernel.registry.plugins["acme-hub"].by_type if k.__name__ == "Phrase")
        return [p.name for _, p in state.contributions(phrase)]


@pytest.fixture
async def world(install: Install, start: Start) -> AsyncIterator[World]:
    install("acme-hub", HUB, provides=1)
    install("acme-leaf", LEAF, requires=["acme-hub>=1"], scopes={"mail": True, "outbound": ["example.com"]})
    async with start() as kernel:
        one = await kernel.tenants.create(SYSTEM, "one", "One")
        two = await kernel.tenants.create(SYSTEM, "two", "Two")
        yield World(kernel, one, two)


async def enable_both(world: World, **settings: object) -> None:
    lifecycle, one = world.kernel.lifecycle, world.one.id
    await lifecycle.enable(SYSTEM, one, "acme-hub")
    await lifecycle.enable(SYSTEM, one, "acme-leaf", grant=Scopes(mail=True), settings={"greeting": "hi"} | settings)


async def test_contributions_are_those_of_what_is_on_here(world: World) -> None:
    assert await world.names(world.one) == []
    await enable_both(world)
    assert await world.names(world.one) == ["hello", "ahoy"]
    assert await world.names(world.two) == []


async def test_disabling_a_hub_suspends_what_depends_on_it(world: World) -> None:
    await enable_both(world)
    outcome = await world.kernel.lifecycle.disable(SYSTEM, world.one.id, "acme-hub")
    assert outcome.lost == ("acme-hub", "acme-leaf")
    state = await world.kernel.gate.state(world.one.id)
    assert state.plugins["acme-leaf"].state == "suspended"
    assert "acme-hub" in state.plugins["acme-leaf"].reason
    outcome = await world.kernel.lifecycle.enable(SYSTEM, world.one.id, "acme-hub")
    assert outcome.gained == ("acme-hub", "acme-leaf")
    assert await world.names(world.one) == ["hello", "ahoy"]


async def test_what_it_requires_comes_first(world: World) -> None:
    with pytest.raises(RequirementOff, match="acme-hub"):
        await world.kernel.lifecycle.enable(SYSTEM, world.one.id, "acme-leaf", grant=Scopes())


async def test_scopes_need_consent_and_no_more_than_asked_is_granted(world: World) -> None:
    enable, one = world.kernel.lifecycle.enable, world.one.id
    await enable(SYSTEM, one, "acme-hub")
    with pytest.raises(ConsentRequired) as caught:
        await enable(SYSTEM, one, "acme-leaf", settings={"greeting": "x"})
    assert caught.value.members["scopes"] == {"mail": True, "outbound": ["example.com"]}
    with pytest.raises(Invalid):
        await enable(SYSTEM, one, "acme-leaf", settings={"greeting": "x"}, grant=Scopes(sms=True))
    await enable(SYSTEM, one, "acme-leaf", settings={"greeting": "x"}, grant=Scopes(mail=True))
    state = await world.kernel.gate.state(one)
    assert state.granted("acme-leaf") == Scopes(mail=True)
    assert state.plugins["acme-leaf"].missing == {"outbound": ["example.com"]}
    await enable(SYSTEM, one, "acme-leaf", grant=Scopes(mail=True))


async def test_settings_are_checked_kept_encrypted_and_merged(world: World) -> None:
    await enable_both(world, token="hush-hush-hush")
    row = await TenantPlugin.get(tenant_id=world.one.id, plugin_id="acme-leaf")
    assert "hush" not in row.settings
    configure, one = world.kernel.lifecycle.configure, world.one.id
    await configure(SYSTEM, one, "acme-leaf", {"greeting": "ho", "token": MASK})
    found: Any = (await world.kernel.gate.state(one)).settings("acme-leaf")
    assert (found.greeting, found.token.get_secret_value()) == ("ho", "hush-hush-hush")
    await configure(SYSTEM, one, "acme-leaf", {"token": None})
    found = (await world.kernel.gate.state(one)).settings("acme-leaf")
    assert found.token.get_secret_value() == ""
    for bad in ({"greeting": 3}, {"colour": "red"}, {"greeting": None}):
        with pytest.raises(Invalid):
            await configure(SYSTEM, one, "acme-leaf", bad)


async def test_settings_of_another_row_do_not_open(world: World) -> None:
    await enable_both(world)
    mine = await TenantPlugin.get(tenant_id=world.one.id, plugin_id="acme-leaf")
    await TenantPlugin.create(tenant_id=world.two.id, plugin_id="acme-hub", enabled=True)
    await TenantPlugin.create(tenant_id=world.two.id, plugin_id="acme-leaf", enabled=True, settings=mine.settings)
    with pytest.raises(ValueError, match="another place"):
        await world.kernel.gate.state(world.two.id)


async def test_needs_settings_until_they_are_given(world: World) -> None:
    await enable_both(world)
    row = await TenantPlugin.get(tenant_id=world.one.id, plugin_id="acme-leaf")
    row.settings = ""
    await row.save()
    world.kernel.gate._changed(str(world.one.id))
    state = await world.kernel.gate.state(world.one.id)
    assert state.plugins["acme-leaf"].state == "needs-settings"
    assert "greeting" in state.plugins["acme-leaf"].reason
    assert await world.names(world.one) == ["hello"]
    await world.kernel.lifecycle.configure(SYSTEM, world.one.id, "acme-leaf", {"greeting": "again"})
    assert await world.names(world.one) == ["hello", "ahoy"]


async def test_a_suspended_tenant_has_nothing_but_the_kernel(world: World) -> None:
    await enable_both(world)
    await world.kernel.tenants.update(SYSTEM, world.one.id, {"state": "suspended"})
    assert (await world.kernel.gate.state(world.one.id)).active == {"omni"}
    await world.kernel.tenants.update(SYSTEM, world.one.id, {"state": "active"})
    assert await world.names(world.one) == ["hello", "ahoy"]


async def test_unknown_tenants_and_plugins(world: World) -> None:
    with pytest.raises(NotFound):
        await world.kernel.gate.state(uuid4())
    with pytest.raises(NotFound):
        await world.kernel.gate.by_slug("nobody")
    for name in ("nothing", "omni"):
        with pytest.raises(NotFound):
            await world.kernel.lifecycle.enable(SYSTEM, world.one.id, name)


async def test_a_plugin_that_failed_says_why_it_cannot_be_enabled(install: Install, start: Start) -> None:
    install("acme-bad", "1 / 0")
    async with start() as kernel:
        tenant = await kernel.tenants.create(SYSTEM, "one", "One")
        with pytest.raises(PluginUnavailable, match="ZeroDivisionError"):
            await kernel.lifecycle.enable(SYSTEM, tenant.id, "acme-bad")


async def elsewhere(kernel: Kernel, tenant_id: UUID, *, enabled: bool) -> None:
    """What another process does: a row and an epoch, of which this process is told nothing."""
    await TenantPlugin.filter(tenant_id=tenant_id, plugin_id="acme-hub").update(enabled=enabled)
    rows = await kernel.db.rows("UPDATE omni_epoch SET value = value + 1 WHERE id = 1 RETURNING value")
    await Change.create(epoch=rows[0]["value"], topic="tenant", subject=str(tenant_id))


async def test_a_change_of_another_process_is_in_force_after_a_look_at_the_epoch(world: World) -> None:
    await enable_both(world)
    await elsewhere(world.kernel, world.one.id, enabled=False)
    await world.kernel.epoch.check()
    assert await world.names(world.one) == []


async def test_a_gap_in_the_changes_means_that_anything_may_have_changed(world: World) -> None:
    await enable_both(world)
    await elsewhere(world.kernel, world.one.id, enabled=False)
    await Change.all().delete()
    await world.kernel.epoch.check()
    assert await world.names(world.one) == []


async def test_a_state_read_while_it_changes_serves_nobody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await enable_both(world)
    gate, one = world.kernel.gate, world.one.id
    read, go_on, load = asyncio.Event(), asyncio.Event(), gate._load

    async def slow(tenant_id: UUID) -> TenantState:
        state = await load(tenant_id)
        read.set()
        await go_on.wait()
        return state

    monkeypatch.setattr(gate, "_load", slow)
    gate._changed(str(one))
    readers = [asyncio.create_task(gate.state(one)) for _ in range(5)]
    await read.wait()
    await TenantPlugin.filter(tenant_id=one, plugin_id="acme-hub").update(enabled=False)
    gate._changed(str(one))
    go_on.set()
    for state in await asyncio.gather(*readers):
        assert "acme-hub" not in state.active


async def test_tenants_with_a_plugin(world: World) -> None:
    await enable_both(world)
    assert await world.kernel.gate.tenants_with("acme-leaf") == [world.one.id]
    assert await world.kernel.gate.tenants_with("nothing") == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3).filter(lambda s: s != MASK),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=8,
)


def rfc7396(target: object, patch: object) -> object:
    """The algorithm as the RFC's section 2 prints it, but for lists, which keep masked secrets by position."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = rfc7396(result.get(name), value)
    return result


def without_lists(value: object) -> bool:
    return not isinstance(value, list) and (not isinstance(value, dict) or all(map(without_lists, value.values())))


@given(old=JSON.filter(without_lists), change=JSON.filter(without_lists))
def test_merging_is_json_merge_patch(old: object, change: object) -> None:
    assert merged(old, change) == rfc7396(old, change)


@given(secret=st.text(min_size=1))
def test_a_masked_secret_stays(secret: str) -> None:
    assert merged({"a": [{"b": secret}]}, {"a": [{"b": MASK}]}) == {"a": [{"b": secret}]}


NAMES = st.lists(st.sampled_from(["a.example", "b.example", "c.example"]), unique=True).map(tuple)
SCOPES = st.builds(Scopes, outbound=NAMES, mail=st.booleans(), sms=st.booleans())


@given(asked=SCOPES, granted=SCOPES)
def test_nothing_is_missing_exactly_when_all_is_granted(asked: Scopes, granted: Scopes) -> None:
    covered = set(asked.outbound) <= set(granted.outbound) and granted.mail >= asked.mail and granted.sms >= asked.sms
    assert (beyond(asked, granted) == {}) == covered
