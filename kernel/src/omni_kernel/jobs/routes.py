"""`/api/v1/jobs`; dead letters, schedules and events are in the modules beside this one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from omni_kernel.context import KernelContext, own
from omni_kernel.storage.counting import by_state
from omni_sdk import Cursor, Instant, Items, Permission, Route, paginate
from omni_sdk.errors import Conflict

from . import routes_dead_letters, routes_events, routes_schedules
from .models import ENDED, Job, State
from .views import JobDetail, JobProgress, JobView

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

READ = Permission("job.read", roles=("viewer",), title="See jobs, schedules and events")
MANAGE = Permission("job.manage", roles=("admin",), title="Cancel, retry and replay jobs and events, pause schedules")
PERMISSIONS = (READ, MANAGE)


def routes(kernel: Kernel) -> list[Route]:
    """Bound to one kernel."""

    async def jobs(
        ctx: KernelContext,
        page: Cursor,
        state: State | None = None,
        plugin: str | None = None,
        name: str | None = None,
        kind: str | None = None,
        queue: str | None = None,
        created_after: Instant | None = None,
        created_before: Instant | None = None,
    ) -> Items[JobView]:
        """Jobs of the tenant (of the installation, without a tenant), newest first."""
        wanted: dict[str, Any] = {"state": state, "plugin_id": plugin, "name": name, "kind": kind, "queue": queue}
        wanted |= {"created_at__gte": created_after, "created_at__lt": created_before}
        given = {field: value for field, value in wanted.items() if value is not None}
        return await paginate(Job.filter(tenant_id=ctx.tenant_id, **given), page, JobView)

    async def counts(ctx: KernelContext) -> Mapping[str, int]:
        """How many jobs of the tenant (of the installation, without a tenant) are in each state; without those that are done."""
        return await by_state(Job.filter(tenant_id=ctx.tenant_id).exclude(state="done"))

    async def show(ctx: KernelContext, job_id: UUID) -> JobDetail:
        """One job, with its arguments and its result."""
        return JobDetail.model_validate(await kernel.jobs.get(ctx.tenant_id, job_id))

    async def progress(ctx: KernelContext, job_id: UUID) -> JobProgress:
        """How far it was when it last said; live, it is told by `/stream` under the topic `job`."""
        return JobProgress.model_validate(await kernel.jobs.get(ctx.tenant_id, job_id))

    async def cancel(ctx: KernelContext, job_id: UUID) -> JobDetail:
        """Never start it, or stop it."""
        before = await kernel.jobs.get(ctx.tenant_id, job_id)
        if before.state in ENDED and before.state != "cancelled":
            raise Conflict(f"job {job_id} is {before.state}: there is nothing to cancel")
        return JobDetail.model_validate(await kernel.jobs.cancel(ctx.tenant_id, job_id))

    async def retry(ctx: KernelContext, job_id: UUID) -> JobDetail:
        """Run it again: a dead or cancelled one from its first attempt, a waiting one now."""
        return JobDetail.model_validate(await kernel.jobs.retry(ctx.tenant_id, job_id))

    return [
        Route.get("/jobs", own(jobs), auth=READ),
        Route.get("/jobs/counts", own(counts), auth=READ),
        Route.get("/jobs/{job_id}", own(show), auth=READ),
        Route.get("/jobs/{job_id}/progress", own(progress), auth=READ),
        Route.post("/jobs/{job_id}/cancel", own(cancel), auth=MANAGE),
        Route.post("/jobs/{job_id}/retry", own(retry), auth=MANAGE),
        *routes_dead_letters.routes(kernel, READ, MANAGE),
        *routes_schedules.routes(kernel, READ, MANAGE),
        *routes_events.routes(kernel, READ, MANAGE),
    ]
