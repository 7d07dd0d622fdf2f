"""What goes with a tenant: rows of every plugin, jobs, and what stands in files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from structlog import get_logger

from omni_kernel.jobs.caller import Caller
from omni_sdk import Lifecycle
from omni_sdk._scope import CURRENT, entered
from omni_sdk.models import AccountModel, Model, TenantModel

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.plugins.gate import TenantState
    from omni_kernel.plugins.registry import Registry

log = get_logger("omni.tenancy")


async def purge_elsewhere(kernel: Kernel, caller: Caller, tenant_id: UUID) -> None:
    """Let each plugin that is on purge what it keeps outside the database, then delete its files."""
    # Of a tenant that is switched off, too: nothing is on there, and yet all of it must go.
    state = await kernel.gate.awake(tenant_id)
    for plugin_id, lifecycle in state.contributions(Lifecycle):
        await ask_to_purge(kernel, caller, state, plugin_id, lifecycle)
    await kernel.blobs.delete_all(str(tenant_id))


async def ask_to_purge(kernel: Kernel, caller: Caller, state: TenantState, plugin_id: str, lifecycle: Lifecycle) -> None:
    """Let a plugin that is active here clear what it keeps elsewhere. What fails is logged, and stops nothing."""
    if lifecycle.purge is not None:
        try:
            async with kernel.contexts.event(plugin_id, state, caller) as ctx:
                await lifecycle.purge(ctx)
        except Exception:
            log.exception("a plugin could not purge a tenant", plugin=plugin_id, tenant=state.tenant.slug)


async def delete_rows(kernel: Kernel, base: type[TenantModel | AccountModel], only: str | None = None) -> None:
    """Delete what plugins (or `only` one) keep of the tenant or account in scope, in all tables on that base; the
    kernel's own go by their foreign keys. Inside a transaction that was begun in this scope.
    """
    for plugin_id, model in children_first(kernel.registry):
        if issubclass(model, base) and only in (None, plugin_id):
            with entered(replace(CURRENT.get(), plugin_id=plugin_id)):
                await model.all().delete()


def children_first(registry: Registry) -> list[tuple[str, type[Model]]]:
    """(plugin id, model) of all plugins, each before those that its foreign keys lead to."""
    plugin_of = {model: plugin_id for plugin_id, models in registry.models().items() for model in models}
    ordered: list[type[Model]] = []
    seen: set[type[Model]] = set()

    def visit(model: type[Model]) -> None:
        if model not in seen:
            seen.add(model)
            for name in sorted(model._meta.fk_fields | model._meta.o2o_fields):
                visit(getattr(model._meta.fields_map[name], "related_model"))  # noqa: B009  (known of relations only)
            ordered.append(model)

    for model in plugin_of:
        visit(model)
    return [(plugin_of[model], model) for model in reversed(ordered) if model in plugin_of]
