"""The end of a plugin: all that the installation keeps of it, in every tenant, counted and taken out.

Each step may run again: whatever ends it half-way, a second run takes out the rest.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, Field
from structlog import get_logger

from omni_kernel.auth.models import Account, AccountFactor, ApiKey, Identity, LoginPolicy
from omni_kernel.jobs.caller import Caller
from omni_kernel.jobs.models import Cursor, Job, Parking, Schedule
from omni_kernel.storage import migrations
from omni_kernel.storage.blobs import prefix_of
from omni_kernel.tenancy.models import Role, Tenant
from omni_kernel.tenancy.purge import ask_to_purge
from omni_sdk import Factor, IdentityProvider, Lifecycle
from omni_sdk.errors import Conflict, NotFound
from omni_sdk.events import PLUGIN_UNINSTALLED, PluginUninstalled
from omni_sdk.manifest import Manifest

from . import discovery
from .gate import TOPIC
from .models import TenantPlugin
from .registry import UNINSTALLED
from .staging import KERNEL, label_of

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

log = get_logger("omni.plugins")
TOLD_SECONDS: Final = 1.0
"""Within so many every process knows that a plugin is off."""


class Belongings(BaseModel):
    """What is kept of a plugin, in all tenants together. Backups, and events that it sent, keep what they have."""

    plugin: str
    needed_by: Sequence[str] = Field(description="Installed plugins that require it.")
    tables: dict[str, int] = Field(description="Rows by table.")
    tenants: int = Field(description="That have settings or consent of it.")
    jobs: int
    schedules: int
    subscriptions: int
    roles: int = Field(description="Tenants' own that hold a permission of it.")
    keys: int = Field(description="API keys that hold one.")
    factors: int = Field(description="Accounts' second factors of it: these people sign in without.")
    identities: int = Field(description="Ways in by its identity providers.")
    policies: int = Field(description="Login policies that name its factors; they stay as they are.")
    blobs: int


class Uninstaller:
    """Over a kernel that runs; the plugin itself need not."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    async def belongings(self, plugin_id: str) -> Belongings:
        """What there is. NotFound when the plugin is neither installed nor has left anything."""
        if plugin_id == KERNEL:
            raise NotFound(f"{plugin_id!r} is Omni itself")
        of, factors = {"plugin_id": plugin_id}, self._factors(plugin_id)
        found = Belongings(
            plugin=plugin_id,
            needed_by=self._needed_by(plugin_id),
            tables=await self._tables(plugin_id),
            tenants=await TenantPlugin.filter(**of).count(),
            jobs=await Job.filter(**of).count(),
            schedules=await Schedule.filter(**of).count(),
            subscriptions=await Cursor.filter(subscriber__startswith=f"{plugin_id}:").count(),
            roles=len([row async for row in self._holding(Role, plugin_id)]),
            keys=len([row async for row in self._holding(ApiKey, plugin_id)]),
            factors=await AccountFactor.filter(**of).count(),
            identities=await Identity.filter(provider__in=self._providers(plugin_id)).count(),
            policies=len([p for p in await LoginPolicy.all() if not factors.isdisjoint(p.rules.get("methods") or ())]),
            blobs=sum([len(await self._kernel.blobs.names(place)) for place in await self._places(plugin_id)]),
        )
        installed = any(s.id == plugin_id for s in self._kernel.registry.report)
        if not installed and not any(v for k, v in found if k != "plugin"):
            raise NotFound(f"no plugin {plugin_id!r} is installed, and none has left anything: see omni plugin list")
        return found

    async def uninstall(self, caller: Caller, plugin_id: str) -> Belongings:
        """Take out all of it but the code; what there was. Conflict while another plugin requires it."""
        found = await self.belongings(plugin_id)
        if found.needed_by:
            raise Conflict(
                f"{plugin_id!r} is needed by {', '.join(found.needed_by)}: uninstall them first", needed_by=found.needed_by
            )
        await self._switch_off(caller, plugin_id)
        await self._forget_people(caller, plugin_id)
        async with self._kernel.db.transaction():
            await self._forget_rights(plugin_id)
            await self._forget_work(plugin_id)
            await self._kernel.emit(
                caller, None, PLUGIN_UNINSTALLED, PluginUninstalled(plugin=plugin_id, rows=sum(found.tables.values()))
            )
        for place in await self._places(plugin_id):
            await self._kernel.blobs.delete_all(place)
        await self._forget_cache(plugin_id)
        await migrations.rollback(self._kernel.settings.database.url, self._kernel.apps(), label_of(plugin_id))
        return found

    # -- counting

    def _needed_by(self, plugin_id: str) -> list[str]:
        manifests: dict[str, Manifest] = {c.id: c.manifest for c in discovery.installed() if c.manifest}
        manifests |= {p.id: p.manifest for p in self._kernel.registry.plugins.values()}
        return sorted(other for other, manifest in manifests.items() if plugin_id in manifest.requirements)

    async def _tables(self, plugin_id: str) -> dict[str, int]:
        everybodys, prefix = self._kernel.db.everybodys(), f"{label_of(plugin_id)}__"
        found = {}
        for name in await self._kernel.db.tables():
            if name.startswith(prefix):
                (row,) = await everybodys.execute_query_dict(f'SELECT count(*) AS n FROM "{name}"')  # noqa: S608  (a table that is there)
                found[name] = int(row["n"])
        return found

    async def _holding(self, model: type[Any], plugin_id: str) -> AsyncIterator[Any]:
        """Roles or keys that hold a permission of the plugin."""
        for row in await model.all():
            if any(_is_of(name, self._prefixes(plugin_id)) for name in row.permissions):
                yield row

    def _prefixes(self, plugin_id: str) -> set[str]:
        loaded = self._kernel.registry.plugins.get(plugin_id)
        return {plugin_id, loaded.prefix} if loaded else {plugin_id}

    def _factors(self, plugin_id: str) -> set[str]:
        return {factor.name for owner, factor in self._kernel.registry.all(Factor) if owner == plugin_id}

    def _providers(self, plugin_id: str) -> list[str]:
        return [provider.name for owner, provider in self._kernel.registry.all(IdentityProvider) if owner == plugin_id]

    async def _places(self, plugin_id: str) -> list[str]:
        return [prefix_of(tenant.id if tenant else None, plugin_id) for tenant in (None, *await Tenant.all().only("id"))]

    # -- taking out

    async def _switch_off(self, caller: Caller, plugin_id: str) -> None:
        """For every tenant, each asked first to have purged what stands elsewhere; then wait until all processes know."""
        loaded = self._kernel.registry.plugins.get(plugin_id)
        life: Lifecycle | None = loaded.one("omni_lifecycle") if loaded else None
        active = await self._kernel.gate.tenants_with(plugin_id)
        for tenant_id in active if life and life.purge else ():
            assert life is not None
            await ask_to_purge(self._kernel, caller, await self._kernel.gate.state(tenant_id), plugin_id, life)
        async with self._kernel.db.transaction():
            for row in await TenantPlugin.filter(plugin_id=plugin_id, enabled=True):
                await TenantPlugin.filter(id=row.id).update(enabled=False)
                await self._kernel.epoch.bump(TOPIC, str(row.tenant_id))
            await self._kernel.epoch.bump(UNINSTALLED, plugin_id)
        await self._kernel.clock.sleep(TOLD_SECONDS)

    async def _forget_people(self, caller: Caller, plugin_id: str) -> None:
        """Factors are removed as people's own: told by mail, and backup codes go with the last one."""
        for row in await AccountFactor.filter(plugin_id=plugin_id):
            if account := await Account.get_or_none(id=row.account_id):
                await self._kernel.factors.remove(caller, account, row.method)
        await Identity.filter(provider__in=self._providers(plugin_id)).delete()

    async def _forget_rights(self, plugin_id: str) -> None:
        prefixes = self._prefixes(plugin_id)
        async for role in self._holding(Role, plugin_id):
            await Role.filter(id=role.id).update(permissions=_without(role.permissions, prefixes))
            await self._kernel.epoch.bump(TOPIC, str(role.tenant_id))
        async for key in self._holding(ApiKey, plugin_id):
            await ApiKey.filter(id=key.id).update(permissions=_without(key.permissions, prefixes))
            await self._kernel.epoch.bump("key", str(key.id))

    async def _forget_work(self, plugin_id: str) -> None:
        for model in (Job, Schedule, Parking):
            await model.filter(plugin_id=plugin_id).delete()
        await Cursor.filter(subscriber__startswith=f"{plugin_id}:").delete()
        for row in await TenantPlugin.filter(plugin_id=plugin_id).only("id", "tenant_id"):
            await self._kernel.epoch.bump(TOPIC, str(row.tenant_id))
        await TenantPlugin.filter(plugin_id=plugin_id).delete()

    async def _forget_cache(self, plugin_id: str) -> None:
        client = self._kernel.redis.client
        async for key in client.scan_iter(match=f"omni:c:{plugin_id}:*", count=1000):
            await client.delete(key)


def _is_of(permission: str, prefixes: Collection[str]) -> bool:
    return permission.partition(".")[0] in prefixes


def _without(permissions: Collection[str], prefixes: Collection[str]) -> list[str]:
    return [name for name in permissions if not _is_of(name, prefixes)]
