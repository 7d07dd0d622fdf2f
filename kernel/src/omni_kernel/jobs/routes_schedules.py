"""`/api/v1/schedules`: what runs by the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from pydantic import Field

from omni_kernel.context import KernelContext, own
from omni_sdk import Cursor, Items, Permission, Route, paginate

from .cron import next_runs
from .models import Schedule
from .views import JobDetail, Runs, ScheduleDetail, ScheduleView, Timing

if TYPE_CHECKING:
    from omni_kernel.app import Kernel


def routes(kernel: Kernel, read: Permission, manage: Permission) -> list[Route]:
    """Bound to one kernel."""

    async def schedules(
        ctx: KernelContext, page: Cursor, plugin: str | None = None, paused: bool | None = None
    ) -> Items[ScheduleView]:
        """Schedules in force, of plugins that are active."""
        active = sorted(ctx.state.active if ctx.state else kernel.registry.plugins)
        rows: Any = Schedule.filter(tenant_id=ctx.tenant_id, plugin_id__in=active)
        rows = rows.filter(plugin_id=plugin) if plugin is not None else rows
        return await paginate(rows.filter(paused=paused) if paused is not None else rows, page, ScheduleView)

    async def show(ctx: KernelContext, schedule_id: UUID) -> ScheduleDetail:
        """One schedule, with what its job takes."""
        return ScheduleDetail.model_validate(await kernel.jobs.scheduler.get(ctx.tenant_id, schedule_id))

    async def runs(ctx: KernelContext, schedule_id: UUID, count: Annotated[int, Field(ge=1, le=1000)] = 10) -> Runs:
        """When it runs next; as long as it is paused, when it would."""
        row = await kernel.jobs.scheduler.get(ctx.tenant_id, schedule_id)
        return _runs(row.cron, row.zone, count)

    async def preview(ctx: KernelContext, body: Timing) -> Runs:
        """When a schedule would run; a bad expression or zone is told with its place."""
        zone = ctx.state.tenant.zone.key if ctx.state else "UTC"
        return _runs(body.cron, body.zone or zone, body.count)

    async def pause(ctx: KernelContext, schedule_id: UUID) -> ScheduleDetail:
        """Let it fire no more."""
        return ScheduleDetail.model_validate(await kernel.jobs.scheduler.pause(ctx.caller, schedule_id))

    async def resume(ctx: KernelContext, schedule_id: UUID) -> ScheduleDetail:
        """Let it fire again, from now on."""
        return ScheduleDetail.model_validate(await kernel.jobs.scheduler.resume(ctx.caller, schedule_id))

    async def run(ctx: KernelContext, schedule_id: UUID) -> JobDetail:
        """Run its job now, once, beside what is due."""
        return JobDetail.model_validate(await kernel.jobs.scheduler.run_now(ctx.caller, schedule_id))

    def _runs(cron: str, zone: str, count: int) -> Runs:
        return Runs(cron=cron, zone=zone, runs=next_runs(cron, zone, count, kernel.clock.now()))

    return [
        Route.get("/schedules", own(schedules), auth=read),
        Route.post("/schedules/preview", own(preview), auth=read),
        Route.get("/schedules/{schedule_id}", own(show), auth=read),
        Route.get("/schedules/{schedule_id}/runs", own(runs), auth=read),
        Route.post("/schedules/{schedule_id}/pause", own(pause), auth=manage),
        Route.post("/schedules/{schedule_id}/resume", own(resume), auth=manage),
        Route.post("/schedules/{schedule_id}/run", own(run), auth=manage, status=201),
    ]
