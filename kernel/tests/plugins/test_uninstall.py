"""What an installation keeps of a plugin goes with it: in every tenant, of every account, wherever it stands."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from omni_kernel.auth.models import AccountFactor, ApiKey, Identity
from omni_kernel.auth.policy import PLATFORM, Rules
from omni_kernel.jobs.models import Cursor, Job, Schedule
from omni_kernel.plugins.models import TenantPlugin
from omni_kernel.plugins.uninstall import Uninstaller
from omni_kernel.tenancy.models import Role
from omni_sdk import Tenant
from omni_sdk._scope import Scope, entered
from omni_sdk.errors import Conflict, NotFound
from omni_sdk.events import PLUGIN_UNINSTALLED
from omni_sdk.testing.app import SYSTEM, RunningOmni
from omni_sdk.testing.doubles import Outbox

from .conftest import Install, Start

SHELF, DOOR = "acme-shelf", "acme-door"
READ, OTHER = f"{SHELF}.book.read", "omni.plugin.read"
DOORS = """
from omni_sdk import *
from omni_sdk.contributions import *
from pydantic import BaseModel

class Answer(BaseModel):
    code: str

async def ask(ctx, flow): return FormStep(Answer)
async def look(ctx, flow, answer): return answer.code == "right"
async def forget(ctx): pass
async def none(ctx): return []

class Doors(Plugin):
    @hookimpl
    def omni_factors(self):
        return [Factor("knock", "Knocking", "possession", enrol=ask, confirm=look, challenge=ask, verify=look, remove=forget)]
    @hookimpl
    def omni_identity_providers(self):
        return [IdentityProvider("porter", connections=none, begin=ask, callback=look)]

plugin = Doors()
"""


@dataclass
class World:
    """An Omni with two strangers: shelves in each of two tenants, and a door with a knock and a porter."""

    omni: RunningOmni
    here: Tenant
    there: Tenant

    @property
    def uninstaller(self) -> Uninstaller:
        """What is tried."""
        return Uninstaller(self.omni.kernel)

    def plugin(self, plugin_id: str) -> Any:
        """A stranger."""
        return self.omni.kernel.registry.plugins[plugin_id].plugin

    async def fill(self) -> None:
        """Something of each kind, in each tenant."""
        kernel, plugin = self.omni.kernel, self.plugin(SHELF)
        dust = __import__("acme_shelf.plugin", fromlist=["dust"]).dust
        for tenant in (self.here, self.there):
            await self.omni.enable(plugin, tenant)
            async with self.omni.inside(plugin, tenant) as ctx:
                shelf = await self.models()["Shelf"].create(name="top")
                await self.models()["Book"].create(shelf=shelf, title="Emma")
                await ctx.blobs.write("a/b.txt", b"text", media_type="text/plain")
                await ctx.cache.set("k", b"v", ttl=timedelta(hours=1))
                await ctx.jobs.enqueue(dust("top"))
            await kernel.roles.create(SYSTEM, tenant.id, "guest", [READ, OTHER])
            await kernel.keys.create(SYSTEM, tenant.id, "key", permissions=[READ, OTHER])
        await kernel.jobs.scheduler.reconcile()
        await kernel.jobs.dispatcher.dispatch(flush=True)

    def models(self) -> dict[str, Any]:
        """Of the shelves, by name."""
        return {model.__name__: model for model in self.omni.kernel.registry.models()[SHELF]}


@pytest.fixture
async def world(shelf: str, install: Install, start: Start, outbox: Outbox) -> AsyncIterator[World]:
    install(DOOR, DOORS, level="platform")
    async with start(template="shelf and door") as kernel:
        omni = RunningOmni(kernel, outbox)
        yield World(omni, await omni.tenant("here"), await omni.tenant("there"))
        await omni.close()


async def test_counted_before(world: World) -> None:
    """All tenants together."""
    await world.fill()
    found = await world.uninstaller.belongings(SHELF)
    assert found.model_dump() == {
        "plugin": SHELF,
        "needed_by": [],
        "tables": {"p_acme_shelf__book": 2, "p_acme_shelf__reader": 0, "p_acme_shelf__shelf": 2},
        "tenants": 2,
        "jobs": 2,
        "schedules": 2,
        "subscriptions": 1,
        "roles": 2,
        "keys": 2,
        "factors": 0,
        "identities": 0,
        "policies": 0,
        "blobs": 2,
    }


async def test_all_of_it_goes(world: World, outbox: Outbox) -> None:
    """And nothing else: other permissions stay, others' tables too. Once more there is nothing."""
    await world.fill()
    kernel = world.omni.kernel
    await world.uninstaller.uninstall(SYSTEM, SHELF)
    assert not [table for table in await kernel.db.tables() if table.startswith("p_acme_shelf")]
    for model in (Job, Schedule, TenantPlugin):
        assert await model.filter(plugin_id=SHELF).count() == 0
    assert await Cursor.filter(subscriber__startswith=SHELF).count() == 0
    assert [role.permissions for role in await Role.all()] == [[OTHER], [OTHER]]
    assert [key.permissions for key in await ApiKey.filter(name="key")] == [[OTHER], [OTHER]]
    assert [name for name in await kernel.blobs.names() if SHELF in name] == []
    assert not [key async for key in kernel.redis.client.scan_iter(match=f"omni:c:{SHELF}:*")]
    assert [event.data.rows for event in outbox.events(PLUGIN_UNINSTALLED)] == [4]
    # What runs on elsewhere with its code leaves nothing anew.
    await kernel.jobs.scheduler.reconcile()
    await kernel.jobs.dispatcher.dispatch(flush=True)
    found = await world.uninstaller.belongings(SHELF)
    assert not any(value for name, value in found if name != "plugin")


async def test_its_own_purge_is_asked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """In each tenant that has it on."""
    await world.fill()
    asked: list[str] = []
    plain = world.omni.kernel.blobs.write

    async def noted(name: str, *rest: Any, **more: Any) -> None:
        asked.append(name.rpartition("/")[2])
        await plain(name, *rest, **more)

    monkeypatch.setattr(world.omni.kernel.blobs, "write", noted)
    await world.omni.disable(world.plugin(SHELF), world.there)
    await world.uninstaller.uninstall(SYSTEM, SHELF)
    assert asked == ["purged"]


async def test_people_lose_its_factors_and_ways_in(world: World, outbox: Outbox) -> None:
    """They are told; a policy that names the factor stays, and the preview says so."""
    kernel = world.omni.kernel
    ann = await world.omni.person(tenant=world.here)
    await AccountFactor.create(account_id=ann.id, method="knock", kind="possession", plugin_id=DOOR)
    await Identity.create(account_id=ann.id, tenant_id=world.here.id, provider="porter", connection="", subject="1")
    who = kernel.contexts.kernel(SYSTEM).who
    await kernel.policies.set(SYSTEM, PLATFORM, Rules(methods=["knock", "totp"]), who)
    found = await world.uninstaller.belongings(DOOR)
    assert (found.factors, found.identities, found.policies) == (1, 1, 1)
    await world.uninstaller.uninstall(SYSTEM, DOOR)
    assert (await AccountFactor.all().count(), await Identity.all().count()) == (0, 0)
    await world.omni.run_jobs()
    assert [mail.to for mail in outbox.mails] == [ann.email]


async def test_not_while_another_needs_it(world: World, install: Install) -> None:
    """Whether that runs or not."""
    install("acme-on-top", requires=[SHELF])
    with pytest.raises(Conflict, match="needed by acme-on-top"):
        await world.uninstaller.uninstall(SYSTEM, SHELF)
    with entered(Scope(world.here.id)):
        assert await world.models()["Book"].all().count() == 0


@pytest.mark.parametrize("name", ["acme-nothing", "omni"])
async def test_nothing_of_that_name(world: World, name: str) -> None:
    """Nor the kernel itself, though roles hold permissions of its."""
    await world.omni.kernel.roles.create(SYSTEM, world.here.id, "guest", [OTHER])
    with pytest.raises(NotFound):
        await world.uninstaller.uninstall(SYSTEM, name)
