"""What goes with a tenant: rows of every plugin, jobs, and what stands in files."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from omni_sdk.models import CredentialModel, TenantModel

if TYPE_CHECKING:
    from omni_kernel.app import Kernel


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
