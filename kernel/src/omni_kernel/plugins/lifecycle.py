"""Enabling, disabling and configuring a plugin for a tenant; in force everywhere by the epoch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import BaseModel
from pydantic_core import from_json
from structlog import get_logger

from omni_kernel.jobs.caller import Caller
from omni_sdk import Lifecycle
from omni_sdk.errors import Conflict, Invalid, NotFound
from omni_sdk.events import (
    PLUGIN_DISABLED,
    PLUGIN_ENABLED,
    PLUGIN_SETTINGS_CHANGED,
    PluginDisabled,
    PluginEnabled,
    PluginSettingsChanged,
)
from omni_sdk.manifest import Scopes
from omni_sdk.models import reveal

from .gate import TOPIC, Enablement, TenantState, beyond, settings_binding
from .models import TenantPlugin
from .settings import merged, validated
from .staging import KERNEL, Loaded

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

log = get_logger("omni.plugins")


class PluginUnavailable(Conflict):
    """It is installed but did not load."""

    type = "plugin-unavailable"
    title = "The plugin cannot be enabled"


class ConsentRequired(Conflict):
    """It asks for scopes that the call did not grant."""

    type = "consent-required"
    title = "The plugin asks for scopes that must be granted"


class RequirementOff(Conflict):
    """A plugin that it requires is off for the tenant."""

    type = "requirement-off"
    title = "A plugin that it requires is not enabled"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change brought: plugins that became active or inactive, and what went wrong beside it."""

    enablement: Enablement
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    warning: str = ""


class LifecycleService:
    """All changes of what a tenant has enabled go through here."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    def loaded(self, plugin_id: str) -> Loaded:
        """A plugin that runs in this process; NotFound or PluginUnavailable with the reason."""
        found = self._kernel.registry.plugins.get(plugin_id)
        if found and plugin_id != KERNEL:
            return found
        for status in self._kernel.registry.report:
            if status.id == plugin_id:
                raise PluginUnavailable(f"{plugin_id!r} is {status.standing.value}: {status.reason}; {status.hint}")
        raise NotFound(f"no plugin {plugin_id!r} is installed")

    async def enable(
        self,
        caller: Caller,
        tenant_id: UUID,
        plugin_id: str,
        *,
        settings: Mapping[str, Any] | None = None,
        grant: Scopes | None = None,
    ) -> Outcome:
        """Switch a plugin on. `grant` is what the admin consents to: at most what the manifest asks; required when it
        asks for anything that was not granted before.
        """
        loaded, before = self.loaded(plugin_id), await self._kernel.gate.state(tenant_id)
        for requirement in loaded.manifest.requirements:
            if requirement not in before.active:
                raise RequirementOff(f"{plugin_id!r} requires {requirement!r}: enable that first", requires=requirement)
        scopes = self._consent(loaded, before, grant)
        async with self._kernel.db.transaction():
            row = await self._row(tenant_id, plugin_id)
            values = merged(self._stored(row), dict(settings or {}))
            row.settings = self._sealed(loaded, tenant_id, values)
            row.scopes = scopes.model_dump(mode="json")
            row.enabled, row.version = True, loaded.candidate.version
            await self._save(caller, row)
            data = PluginEnabled(plugin=plugin_id, version=row.version, scopes=row.scopes)
            await self._kernel.emit(caller, tenant_id, PLUGIN_ENABLED, data)
        outcome = await self._settle(before, tenant_id, plugin_id)
        return outcome if plugin_id in before.active else await self._hook(caller, tenant_id, plugin_id, "enabled", outcome)

    async def disable(self, caller: Caller, tenant_id: UUID, plugin_id: str) -> Outcome:
        """Switch a plugin off: data stay, jobs are held, what depends on it is suspended."""
        self.loaded(plugin_id)
        before = await self._kernel.gate.state(tenant_id)
        outcome = Outcome(before.plugins[plugin_id])
        if plugin_id in before.active:
            outcome = await self._hook(caller, tenant_id, plugin_id, "disabled", outcome)
        async with self._kernel.db.transaction():
            row = await self._row(tenant_id, plugin_id)
            row.enabled = False
            await self._save(caller, row)
            await self._kernel.emit(caller, tenant_id, PLUGIN_DISABLED, PluginDisabled(plugin=plugin_id))
        settled = await self._settle(before, tenant_id, plugin_id)
        return Outcome(settled.enablement, settled.gained, settled.lost, outcome.warning)

    async def configure(self, caller: Caller, tenant_id: UUID, plugin_id: str, change: Mapping[str, Any]) -> Outcome:
        """Change settings by JSON Merge Patch; null resets a field, a masked secret stays."""
        loaded, before = self.loaded(plugin_id), await self._kernel.gate.state(tenant_id)
        async with self._kernel.db.transaction():
            row = await self._row(tenant_id, plugin_id)
            if row.enabled is False and loaded.platform and not row.changed_by:
                row.enabled = True
            row.settings = self._sealed(loaded, tenant_id, merged(self._stored(row), dict(change)))
            await self._save(caller, row)
            data = PluginSettingsChanged(plugin=plugin_id, changed=sorted(change))
            await self._kernel.emit(caller, tenant_id, PLUGIN_SETTINGS_CHANGED, data)
        return await self._settle(before, tenant_id, plugin_id)

    async def settings(self, tenant_id: UUID, plugin_id: str) -> BaseModel | None:
        """Settings as they are stored, or None where they are not valid (the plugin needs some)."""
        loaded = self.loaded(plugin_id)
        stored = self._stored(await TenantPlugin.get_or_none(tenant_id=tenant_id, plugin_id=plugin_id))
        try:
            return validated(loaded.settings_model, stored)
        except Invalid:
            return None

    def _consent(self, loaded: Loaded, before: TenantState, grant: Scopes | None) -> Scopes:
        asked = loaded.manifest.scopes
        had = before.granted(loaded.id)
        if grant is None:
            if missing := beyond(asked, had):
                raise ConsentRequired(f"{loaded.id!r} asks for scopes: grant them, or fewer, with `grant`", scopes=missing)
            return had
        if more := beyond(grant, asked):
            raise Invalid(f"{loaded.id!r} does not ask for {more!r}: grant no more than it asks", at="grant")
        return grant

    def _sealed(self, loaded: Loaded, tenant_id: UUID, values: Mapping[str, Any]) -> str:
        settings = validated(loaded.settings_model, values)
        return self._kernel.keyring.encrypt(reveal(settings), settings_binding(tenant_id, loaded.id))

    def _stored(self, row: TenantPlugin | None) -> dict[str, Any]:
        if row is None or not row.settings:
            return {}
        found: dict[str, Any] = from_json(
            self._kernel.keyring.decrypt(row.settings, settings_binding(row.tenant_id, row.plugin_id))
        )
        return found

    async def _row(self, tenant_id: UUID, plugin_id: str) -> TenantPlugin:
        row = await TenantPlugin.get_or_none(tenant_id=tenant_id, plugin_id=plugin_id)
        return row or TenantPlugin(tenant_id=tenant_id, plugin_id=plugin_id)

    async def _save(self, caller: Caller, row: TenantPlugin) -> None:
        row.changed_by = f"{caller.actor_kind}:{caller.actor_id}"
        await row.save()
        await self._kernel.epoch.bump(TOPIC, str(row.tenant_id))

    async def _settle(self, before: TenantState, tenant_id: UUID, plugin_id: str) -> Outcome:
        """Hold and release what the change touched, dependents included."""
        after = await self._kernel.gate.state(tenant_id)
        lost = tuple(sorted(before.active - after.active))
        gained = tuple(sorted(after.active - before.active))
        async with self._kernel.db.transaction():
            for plugin in lost:
                await self._kernel.jobs.hold(tenant_id, plugin)
            for plugin in gained:
                await self._kernel.jobs.release(tenant_id, plugin)
        return Outcome(after.plugins[plugin_id], gained, lost)

    async def _hook(self, caller: Caller, tenant_id: UUID, plugin_id: str, moment: str, outcome: Outcome) -> Outcome:
        """The plugin's own word on it; its failure is told, and changes nothing."""
        declared: Lifecycle | None = self._kernel.registry.plugins[plugin_id].one("omni_lifecycle")
        function = getattr(declared, moment) if declared else None
        state = await self._kernel.gate.state(tenant_id)
        if function is None or plugin_id not in state.active:
            return outcome
        try:
            async with self._kernel.contexts.event(plugin_id, state, caller) as ctx:
                await function(ctx)
        except Exception as error:
            log.exception("lifecycle hook failed", plugin=plugin_id, moment=moment)
            warning = f"{moment}, but its own step failed: {type(error).__name__}"
            return Outcome(outcome.enablement, outcome.gained, outcome.lost, warning)
        return outcome
