"""The one gate: what is active for a tenant, by allowlist. Everything that asks, asks here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError

from omni_kernel.storage.secrets import KeyRing
from omni_kernel.tenancy.missing import NoTenant
from omni_sdk.manifest import Scopes

from .epoch import EpochWatch
from .models import TenantPlugin
from .registry import Loaded, Registry
from .staging import KERNEL

if TYPE_CHECKING:
    from omni_kernel.tenancy.models import Tenant

T = TypeVar("T")
TOPIC = "tenant"
MOST_STATES = 50_000
NOTHING = Scopes()


@dataclass(frozen=True, slots=True)
class TenantInfo:
    """The tenant as plugins see it."""

    id: UUID
    slug: str
    name: str
    zone: ZoneInfo
    locale: str
    currency: str


@dataclass(slots=True)
class Enablement:
    """One plugin in one tenant: `state` is `active`, or why it is not."""

    state: str
    reason: str = ""
    granted: Scopes = NOTHING
    missing: Mapping[str, Any] = field(default_factory=dict)
    settings: BaseModel | None = None
    version: str = ""


class TenantState:
    """All that requests, jobs and events of one tenant need; thrown away whole when anything of it changes."""

    __slots__ = ("_chains", "_contributions", "_registry", "active", "plugins", "suspended", "tenant")

    def __init__(self, tenant: TenantInfo, suspended: bool, plugins: dict[str, Enablement], registry: Registry) -> None:
        self.tenant = tenant
        self.suspended = suspended
        self.plugins = plugins
        self.active = frozenset(i for i, e in plugins.items() if e.state == "active")
        self._registry = registry
        self._contributions: dict[type[Any], Sequence[tuple[str, Any]]] = {}
        self._chains: dict[Any, Any] = {}

    def contributions(self, kind: type[T]) -> Sequence[tuple[str, T]]:
        """(plugin id, contribution) of all plugins active here, in order."""
        found = self._contributions.get(kind)
        if found is None:
            found = tuple((i, c) for i, c in self._registry.all(kind) if i in self.active)
            self._contributions[kind] = found
        return found

    def settings(self, plugin_id: str) -> BaseModel:
        """Settings of an active plugin, parsed once."""
        found = self.plugins[plugin_id].settings
        if found is None:
            raise RuntimeError(f"{plugin_id!r} is not active for {self.tenant.slug!r}: {self.plugins[plugin_id].reason}")
        return found

    def granted(self, plugin_id: str) -> Scopes:
        """What the tenant's admin granted to a plugin."""
        found = self.plugins.get(plugin_id)
        return found.granted if found else NOTHING


class Gate:
    """States of tenants, loaded when first asked for, dropped when the epoch says so."""

    def __init__(self, registry: Registry, keyring: KeyRing, epoch: EpochWatch) -> None:
        self._registry, self._keyring = registry, keyring
        self._states: dict[UUID, TenantState] = {}
        self._loading: dict[UUID, asyncio.Future[TenantState]] = {}
        self._slugs: dict[str, UUID] = {}
        self._off: dict[str, Enablement] = {}
        self._callbacks: list[Callable[[UUID | None], None]] = []
        epoch.listen(TOPIC, self._changed)

    def on_change(self, callback: Callable[[UUID | None], None]) -> None:
        """Call with the tenant whose state changed, or None for any."""
        self._callbacks.append(callback)

    def peek(self, tenant_id: UUID) -> TenantState | None:
        """The state if it is at hand."""
        return self._states.get(tenant_id)

    def peek_slug(self, slug: str) -> TenantState | None:
        """The same by slug."""
        tenant_id = self._slugs.get(slug)
        return self._states.get(tenant_id) if tenant_id is not None else None

    async def state(self, tenant_id: UUID) -> TenantState:
        """The state of a tenant; NotFound when there is none."""
        while (found := self._states.get(tenant_id)) is None:
            future = self._loading.get(tenant_id)
            if future is None:
                future = self._loading[tenant_id] = asyncio.ensure_future(self._load(tenant_id))
            try:
                found = await asyncio.shield(future)
            finally:
                if future.done() and self._loading.get(tenant_id) is future:
                    del self._loading[tenant_id]
                    if not future.cancelled() and future.exception() is None:
                        self._keep(tenant_id, future.result())
            # Dropped while it was read: it may be older than the change, so it serves nobody.
            if self._states.get(tenant_id) is not found:
                continue
        return found

    async def awake(self, tenant_id: UUID) -> TenantState:
        """The state of a tenant as if it were not suspended, for what must be done at its end; NotFound."""
        state = await self.state(tenant_id)
        return await self._load(tenant_id, awake=True) if state.suspended else state

    async def by_slug(self, slug: str) -> TenantState:
        """The state of the tenant with this slug or id."""
        from omni_kernel.tenancy.models import Tenant

        tenant_id = self._slugs.get(slug) or as_uuid(slug)
        if tenant_id is None:
            row = await Tenant.get_or_none(slug=slug).only("id")
            if row is None:
                raise NoTenant(slug)
            tenant_id = row.id
        state = await self.state(tenant_id)
        self._slugs[state.tenant.slug] = tenant_id
        return state

    async def tenants_with(self, plugin_id: str) -> list[UUID]:
        """Tenants for which a plugin is active now."""
        from omni_kernel.tenancy.models import Tenant

        loaded = self._registry.plugins.get(plugin_id)
        if loaded is None:
            return []
        if loaded.platform:
            ids = [t.id for t in await Tenant.filter(state="active").only("id")]
        else:
            ids = [r.tenant_id for r in await TenantPlugin.filter(plugin_id=plugin_id, enabled=True).only("id", "tenant_id")]
        return [i for i in ids if plugin_id in (await self.state(i)).active]

    def _keep(self, tenant_id: UUID, state: TenantState) -> None:
        if len(self._states) >= MOST_STATES:
            del self._states[next(iter(self._states))]
        self._states[tenant_id] = state

    def _changed(self, subject: str | None) -> None:
        tenant_id = as_uuid(subject) if subject else None
        if tenant_id is None:
            self._states.clear()
            self._loading.clear()
            self._slugs.clear()
        else:
            self._loading.pop(tenant_id, None)
            if state := self._states.pop(tenant_id, None):
                self._slugs.pop(state.tenant.slug, None)
        for callback in self._callbacks:
            callback(tenant_id)

    async def _load(self, tenant_id: UUID, *, awake: bool = False) -> TenantState:
        from omni_kernel.tenancy.models import Tenant

        row = await Tenant.get_or_none(id=tenant_id)
        if row is None:
            raise NoTenant(tenant_id)
        return self._built(row, await TenantPlugin.filter(tenant_id=tenant_id), awake=awake)

    async def enablements(self, tenants: Sequence[Tenant]) -> list[Mapping[str, Enablement]]:
        """What each of these tenants has, for lists: read at once, and kept by nobody."""
        rows: dict[UUID, list[TenantPlugin]] = {t.id: [] for t in tenants}
        for row in await TenantPlugin.filter(tenant_id__in=list(rows)):
            rows[row.tenant_id].append(row)
        return [self._built(tenant, rows[tenant.id]).plugins for tenant in tenants]

    def _built(self, row: Tenant, enabled: Sequence[TenantPlugin], *, awake: bool = False) -> TenantState:
        tenant_id, rows = row.id, {r.plugin_id: r for r in enabled}
        info = TenantInfo(row.id, row.slug, row.name, ZoneInfo(row.zone), row.locale, row.currency)
        suspended = row.state != "active" and not awake
        plugins: dict[str, Enablement] = {}
        for loaded in self._registry.plugins.values():
            plugins[loaded.id] = self._enablement(loaded, rows.get(loaded.id), plugins, suspended, tenant_id)
        return TenantState(info, suspended, plugins, self._registry)

    def _enablement(
        self, loaded: Loaded, row: TenantPlugin | None, others: Mapping[str, Enablement], suspended: bool, tenant_id: UUID
    ) -> Enablement:
        if row is None and not loaded.platform:
            return self._never_on(loaded)
        asked, on = loaded.manifest.scopes, row.enabled if row else loaded.platform
        granted = asked if loaded.platform else Scopes.model_validate(row.scopes if row else {})
        found = Enablement("active", granted=granted, version=row.version if row else "")
        if not on:
            found.state, found.reason = "disabled", ""
        elif suspended and loaded.id != KERNEL:
            found.state, found.reason = "suspended", "the tenant is suspended"
        elif lacking := [r for r in loaded.manifest.requirements if others[r].state != "active"]:
            found.state, found.reason = "suspended", f"it needs {lacking[0]!r}, which is off here"
        else:
            self._read_settings(loaded, row, tenant_id, found)
        found.missing = beyond(asked, granted)
        return found

    def _never_on(self, loaded: Loaded) -> Enablement:
        """One for all tenants that never had it: there may be many tenants and many plugins."""
        found = self._off.get(loaded.id)
        if found is None:
            found = self._off[loaded.id] = Enablement("disabled", missing=beyond(loaded.manifest.scopes, NOTHING))
        return found

    def _read_settings(self, loaded: Loaded, row: TenantPlugin | None, tenant_id: UUID, found: Enablement) -> None:
        text = self._keyring.decrypt(row.settings, settings_binding(tenant_id, loaded.id)) if row and row.settings else "{}"
        try:
            found.settings = loaded.settings_model.model_validate_json(text)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(map(str, first["loc"])) or "settings"
            found.state, found.reason = "needs-settings", f"{place}: {first['msg']}"


def settings_binding(tenant_id: UUID, plugin_id: str) -> str:
    """What the ciphertext of settings is bound to: moved to another row it does not open."""
    return f"settings:{tenant_id}:{plugin_id}"


def beyond(asked: Scopes, granted: Scopes) -> dict[str, Any]:
    """What a manifest asks for and has not been granted."""
    missing: dict[str, Any] = {}
    for name, wanted in asked.model_dump(exclude_defaults=True).items():
        has = getattr(granted, name)
        lacks = wanted and not has if isinstance(wanted, bool) else [w for w in wanted if w not in has]
        if lacks:
            missing[name] = lacks
    return missing


def as_uuid(text: str) -> UUID | None:
    """A UUID if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None
