"""What goes with a tenant: rows of every plugin, jobs, and what stands in files."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from structlog import get_logger

from omni_kernel.jobs.caller import Caller
from omni_sdk import Lifecycle
from omni_sdk.models import CredentialModel, TenantModel

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

log = get_logger("omni.tenancy")


async def purge_elsewhere(kernel: Kernel, caller: Caller, tenant_id: UUID) -> None:
    """Let each plugin that is on purge what it keeps outside the database, then delete its files. What fails is
    logged, and stops nothing: the tenant has asked to go.
    """
    state = await kernel.gate.state(tenant_id)
    for plugin_id, lifecycle in state.contributions(Lifecycle):
        if lifecycle.purge is not None:
            try:
                async with kernel.contexts.event(plugin_id, state, caller) as ctx:
                    await lifecycle.purge(ctx)
            except Exception:
                log.exception("a plugin could not purge a tenant", plugin=plugin_id, tenant=state.tenant.slug)
    await kernel.blobs.delete_all(str(tenant_id))


async def purge_rows(kernel: Kernel, tenant_id: UUID) -> None:
    """Delete all rows of a tenant in tables of plugins; the kernel's own go by their foreign keys. Inside a
    transaction: children may stand before their parents, so constraints are looked at when it ends.
    """
    if kernel.db.dialect == "sqlite":
        await kernel.db.execute("PRAGMA defer_foreign_keys = ON")
    for models in kernel.registry.models().values():
        for model in models:
            if issubclass(model, (TenantModel, CredentialModel)):
                await kernel.db.execute(f'DELETE FROM "{model._meta.db_table}" WHERE tenant_id = ?', [tenant_id])  # noqa: S608  (a checked table name)
