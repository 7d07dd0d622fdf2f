"""A stranger's hub and two that extend it: what is active for the tenant is called, as itself, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from omni_sdk import Tenant
from omni_sdk.testing.app import RunningOmni

CONTRACT = '''
"""Version 2 of the hub's contract."""
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from omni_sdk import Context, hookspec


@dataclass(frozen=True)
class Quote:
    name: str
    say: Callable[[Context[Any]], Awaitable[str]]


class Hooks:
    @hookspec
    def acme_quotes_list(self) -> Sequence[Quote]:
        """Quotes."""
        return ()
'''
HUB = '''
from omni_sdk import Permission, Plugin, RequestContext, Route, hookimpl
from omni_sdk.errors import ContributionFailed

from .contract import Hooks, Quote

USE = Permission("quote.use", roles=("member",))


async def names(ctx: RequestContext) -> list[str]:
    """Of what is active."""
    return [f"{plugin}:{quote.name}" for plugin, quote in ctx.contributions(Quote)]


async def everything(ctx: RequestContext) -> list[str]:
    """One failure loses nothing."""
    said = []
    for plugin, quote in ctx.contributions(Quote):
        try:
            async with ctx.child(plugin) as its:
                said.append(await quote.say(its))
        except ContributionFailed as error:
            said.append(f"{error.plugin_id} failed")
    return said


async def one(ctx: RequestContext, name: str) -> str:
    """By its name."""
    plugin, quote = ctx.contribution(Quote, name)
    async with ctx.child(plugin) as its:
        return await quote.say(its)


class Hub(Plugin):
    @hookimpl
    def omni_hookspecs(self):
        return Hooks

    @hookimpl
    def omni_permissions(self):
        return [USE]

    @hookimpl
    def omni_routes(self):
        return [Route.get("/", names, auth=USE), Route.get("/all", everything, auth=USE), Route.get("/one/{name}", one, auth=USE)]


plugin = Hub()
'''
EXTENSION = """
from acme_quotes.contract import Hooks, Quote
from omni_sdk import Plugin, hookimpl
from pydantic import BaseModel


class Settings(BaseModel):
    word: str = "none"


async def say(ctx):
    return f"NAME {ctx.tenant.slug} {ctx.settings.word}"


class Extension(Plugin, Hooks):
    @hookimpl
    def omni_settings(self):
        return Settings

    @hookimpl
    def acme_quotes_list(self):
        return [Quote("NAME", say)]


plugin = Extension()
"""
BROKEN = EXTENSION.replace('return f"NAME', 'raise ValueError("mine"); return f"NAME')
QUOTES = "/api/v1/quotes"


class World:
    """The hub in an area of its own, on for two tenants."""

    def __init__(self, omni: RunningOmni, here: Tenant, there: Tenant) -> None:
        self.omni, self.here, self.there = omni, here, there

    def plugin(self, plugin_id: str) -> Any:
        """As it was loaded."""
        return self.omni.kernel.registry.plugins[plugin_id].plugin

    async def get(self, tenant: Tenant, path: str) -> Any:
        """The JSON of an answer."""
        answer = await self.omni.client(tenant).get(f"{QUOTES}{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def world(install: Any, start: Any) -> AsyncIterator[World]:
    """Hub, two extensions that work and one that fails."""
    install("acme-quotes", HUB, files={"contract.py": CONTRACT}, provides=2, area="quotes")
    for name, source in (("latin", EXTENSION), ("greek", EXTENSION), ("broken", BROKEN)):
        install(f"acme-{name}", source.replace("NAME", name), requires=["acme-quotes>=2"])
    async with start() as omni:
        world = World(omni, await omni.tenant("here"), await omni.tenant("there"))
        for tenant in (world.here, world.there):
            await omni.enable(world.plugin("acme-quotes"), tenant)
        yield world


async def test_only_what_is_active_is_called(world: World) -> None:
    """For each tenant its own, in the extension's own context."""
    assert await world.get(world.here, "/") == []
    await world.omni.enable(world.plugin("acme-latin"), world.here, word="salve")
    await world.omni.enable(world.plugin("acme-latin"), world.there, word="vale")
    await world.omni.enable(world.plugin("acme-greek"), world.there)
    assert await world.get(world.here, "/") == ["acme-latin:latin"]
    assert sorted(await world.get(world.there, "/")) == ["acme-greek:greek", "acme-latin:latin"]
    assert await world.get(world.here, "/one/latin") == "latin here salve"
    assert await world.get(world.there, "/one/latin") == "latin there vale"
    assert (await world.omni.client(world.here).get(f"{QUOTES}/one/greek")).status_code == 404


async def test_one_failure_loses_nothing(world: World) -> None:
    """And is counted against whoever failed: after enough of them the breaker leaves it out, and the hub works on."""
    for name in ("latin", "broken"):
        await world.omni.enable(world.plugin(f"acme-{name}"), world.here)
    for _ in range(30):
        said = await world.get(world.here, "/all")
        assert "latin here none" in said
        assert len(said) == 2, said
    await world.omni.disable(world.plugin("acme-broken"), world.here)
    assert await world.get(world.here, "/all") == ["latin here none"]


async def test_disabling_the_hub_suspends_what_extends_it(world: World) -> None:
    """Enabling it again brings them back, as they were."""
    await world.omni.enable(world.plugin("acme-latin"), world.here, word="salve")
    await world.omni.disable(world.plugin("acme-quotes"), world.here)
    state = await world.omni.kernel.gate.state(world.here.id)
    assert state.plugins["acme-latin"].state == "suspended"
    assert (await world.omni.client(world.here).get(f"{QUOTES}/")).status_code == 404
    await world.omni.enable(world.plugin("acme-quotes"), world.here)
    assert await world.get(world.here, "/one/latin") == "latin here salve"
