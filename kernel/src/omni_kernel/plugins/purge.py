"""What one tenant has of one plugin: counted, handed out, and deleted for good. Disabling keeps all of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from pydantic import BaseModel, Field
from pydantic_core import to_json

from omni_kernel.auth.erasure import plain
from omni_kernel.jobs.caller import Caller
from omni_kernel.jobs.models import Job, Schedule
from omni_kernel.storage.blobs import prefix_of
from omni_kernel.tenancy.purge import ask_to_purge, delete_rows
from omni_sdk import Lifecycle, Stream
from omni_sdk._scope import Scope, entered
from omni_sdk.errors import Conflict
from omni_sdk.events import PLUGIN_PURGED, PluginPurged
from omni_sdk.models import Model, TenantModel

from .gate import TOPIC, TenantState
from .models import TenantPlugin

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

LOT: Final = 500


class Kept(BaseModel):
    """What a tenant has of a plugin. Backups and events that were sent keep what they have."""

    plugin: str
    state: str
    rows: dict[str, int] = Field(description="By table, as the plugin calls it.")
    blobs: int
    jobs: int
    schedules: int
    settings: bool = Field(description="Settings or consent of the tenant's.")
    own_export: bool = Field(description="The plugin writes its export itself; else it is its rows as lines of JSON.")
    own_purge: bool = Field(description="The plugin clears what it keeps elsewhere; it is asked only while it is active here.")


class PurgeService:
    """For one tenant; `uninstall.py` is for all of them."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    async def kept(self, tenant_id: UUID, plugin_id: str) -> Kept:
        """What there is. NotFound or PluginUnavailable for a plugin that does not run."""
        state, life = await self._known(tenant_id, plugin_id)
        of = {"tenant_id": tenant_id, "plugin_id": plugin_id}
        with entered(Scope(tenant_id, plugin_id=plugin_id)):
            rows = {model.__name__: await model.all().count() for model in self._models(plugin_id)}
        return Kept(
            plugin=plugin_id,
            state=state.plugins[plugin_id].state,
            rows=rows,
            blobs=len(await self._kernel.blobs.names(prefix_of(tenant_id, plugin_id))),
            jobs=await Job.filter(**of).count(),
            schedules=await Schedule.filter(**of).count(),
            settings=await TenantPlugin.filter(**of).exists(),
            own_export=life.export is not None and plugin_id in state.active,
            own_purge=life.purge is not None and plugin_id in state.active,
        )

    async def export(self, caller: Caller, tenant_id: UUID, plugin_id: str) -> Stream:
        """The tenant's data, as the plugin writes it, or its rows as lines of JSON, without secrets."""
        state, life = await self._known(tenant_id, plugin_id)
        if life.export is None or plugin_id not in state.active:
            return Stream(self.rows(tenant_id, plugin_id), "application/jsonl", f"{plugin_id}-{state.tenant.slug}.jsonl")
        return Stream(self._own(life, plugin_id, state, caller), filename=f"{plugin_id}-{state.tenant.slug}.export")

    async def purge(self, caller: Caller, tenant_id: UUID, plugin_id: str) -> Kept:
        """Delete rows, files, jobs, schedules, settings and consent; what there was. A tenant's plugin is off then.

        Conflict while another plugin that is active here requires it.
        """
        state, life = await self._known(tenant_id, plugin_id)
        self._refuse(state, plugin_id)
        kept = await self.kept(tenant_id, plugin_id)
        if kept.own_purge:
            await ask_to_purge(self._kernel, caller, state, plugin_id, life)
        if plugin_id in state.active and not self._kernel.registry.plugins[plugin_id].platform:
            await self._kernel.lifecycle.disable(caller, tenant_id, plugin_id)
        # The scope first: a transaction has one from its first statement to its last.
        with entered(Scope(tenant_id, plugin_id=plugin_id)):
            async with self._kernel.db.transaction():
                await self._forget(caller, tenant_id, plugin_id, kept)
        await self._kernel.blobs.delete_all(prefix_of(tenant_id, plugin_id))
        return kept

    async def _forget(self, caller: Caller, tenant_id: UUID, plugin_id: str, kept: Kept) -> None:
        await delete_rows(self._kernel, TenantModel, plugin_id)
        await self._kernel.jobs.purge(tenant_id, plugin_id)
        await TenantPlugin.filter(tenant_id=tenant_id, plugin_id=plugin_id).delete()
        await self._kernel.epoch.bump(TOPIC, str(tenant_id))
        data = PluginPurged(plugin=plugin_id, rows=sum(kept.rows.values()), blobs=kept.blobs)
        await self._kernel.emit(caller, tenant_id, PLUGIN_PURGED, data)

    def _refuse(self, state: TenantState, plugin_id: str) -> None:
        for other in self._kernel.registry.plugins.values():
            if plugin_id in other.manifest.requirements and other.id in state.active:
                raise Conflict(
                    f"{other.id!r} is active here and requires {plugin_id!r}: disable or purge it first", needed_by=other.id
                )

    async def _known(self, tenant_id: UUID, plugin_id: str) -> tuple[TenantState, Lifecycle]:
        declared: Lifecycle | None = self._kernel.lifecycle.loaded(plugin_id).one("omni_lifecycle")
        return await self._kernel.gate.state(tenant_id), declared or Lifecycle()

    async def _own(self, life: Lifecycle, plugin_id: str, state: TenantState, caller: Caller) -> AsyncIterator[bytes]:
        assert life.export is not None
        async with self._kernel.contexts.event(plugin_id, state, caller) as ctx:
            async for chunk in life.export(ctx):
                yield chunk

    async def rows(self, tenant_id: UUID, plugin_id: str) -> AsyncIterator[bytes]:
        """Of all its tables, as lines of JSON."""
        for model in self._models(plugin_id):
            last: list[Any] = []
            while True:
                with entered(Scope(tenant_id, plugin_id=plugin_id)):
                    found = await model.filter(**({"id__gt": last[-1].id} if last else {})).order_by("id").limit(LOT)
                    lines = [to_json({"table": model.__name__, "row": plain(row)}) + b"\n" for row in found]
                if not found:
                    break
                yield b"".join(lines)
                last = found

    def _models(self, plugin_id: str) -> list[type[Model]]:
        models = self._kernel.registry.models().get(plugin_id, ())
        return [model for model in models if issubclass(model, TenantModel)]
