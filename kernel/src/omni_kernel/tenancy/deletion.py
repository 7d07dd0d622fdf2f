"""Tenants whose days of grace are over go for good: found by the worker, deleted by a job."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from omni_kernel.jobs.caller import Caller
from omni_kernel.plugins.staging import KERNEL
from omni_sdk import Job, PlatformContext, job
from omni_sdk.contributions import Call

from .models import Tenant

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

JOB: Final = "tenant-deletion"


async def enqueue_due(kernel: Kernel) -> int:
    """Order the end of those that are due, and how many they are; for any process, any number of times."""
    due = await Tenant.filter(state="deleting", delete_after__lte=kernel.clock.now()).only("id")
    for tenant in due:
        await kernel.jobs.enqueue(Caller.system(KERNEL, None), Call[None](JOB, {"tenant_id": tenant.id}))
    return len(due)


def jobs(kernel: Kernel) -> list[Job[..., Any]]:
    """Bound to one kernel."""

    @job(JOB, unique=str, timeout=timedelta(hours=2))
    async def deletion(ctx: PlatformContext, tenant_id: UUID) -> None:
        """Delete a tenant with all its data, if it is still to be, and its time has come."""
        if await Tenant.filter(id=tenant_id, state="deleting", delete_after__lte=ctx.clock.now()).exists():
            await kernel.tenants.delete(Caller.system(KERNEL, None), tenant_id)

    return [deletion]
