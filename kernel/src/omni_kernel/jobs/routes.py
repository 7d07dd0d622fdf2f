"""`/api/v1/jobs` and `/api/v1/schedules`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from omni_kernel.context import KernelContext, own
from omni_sdk import Cursor, Items, Permission, Route, paginate
from omni_sdk.errors import Conflict

from .models import ENDED, Job, Schedule, State

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

READ = Permission("job.read", roles=("viewer",), title="See jobs and schedules")
MANAGE = Permission("job.manage", roles=("admin",), title="Cancel and retry jobs")
PERMISSIONS = (READ, MANAGE)


def _moment(value: object) -> object:
    return datetime.fromtimestamp(value / 1000, UTC) if isinstance(value, int) else value


Moment = Annotated[datetime, BeforeValidator(_moment)]


class JobView(BaseModel):
    """A job, as it stands."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    plugin: str = Field(validation_alias="plugin_id")
    kind: str = Field(description="`job`, or `events` for the delivery of events to a handler.")
    name: str
    queue: str
    state: State
    priority: int
    attempt: int = Field(description="How often it was begun.")
    progress: float = Field(description="0 to 1.")
    note: str
    error: str | None = Field(description="What went wrong last.")
    created_at: datetime
    due: Moment
    started_at: datetime | None
    finished_at: datetime | None


class JobDetail(JobView):
    """A job with what it took and gave."""

    arguments: dict[str, JsonValue]
    result: JsonValue


class ScheduleView(BaseModel):
    """When a job runs."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    plugin: str = Field(validation_alias="plugin_id")
    name: str
    job: str
    cron: str
    zone: str
    declared: bool = Field(description="By the plugin; else people made it.")
    next_due: Moment | None
    last_due: Moment | None


def routes(kernel: Kernel) -> list[Route]:
    """Bound to one kernel."""

    async def jobs(
        ctx: KernelContext,
        page: Cursor,
        state: State | None = None,
        plugin: str | None = None,
        name: str | None = None,
    ) -> Items[JobView]:
        """Jobs of the tenant (of the installation, without a tenant), newest first."""
        wanted = {"state": state, "plugin_id": plugin, "name": name}
        given = {field: value for field, value in wanted.items() if value is not None}
        return await paginate(Job.filter(tenant_id=_tenant(ctx), **given), page, JobView)

    async def show(ctx: KernelContext, job_id: UUID) -> JobDetail:
        """One job, with its arguments and its result."""
        return JobDetail.model_validate(await kernel.jobs.get(_tenant(ctx), job_id))

    async def cancel(ctx: KernelContext, job_id: UUID) -> JobDetail:
        """Never start it, or stop it."""
        before = await kernel.jobs.get(_tenant(ctx), job_id)
        if before.state in ENDED and before.state != "cancelled":
            raise Conflict(f"job {job_id} is {before.state}: there is nothing to cancel")
        return JobDetail.model_validate(await kernel.jobs.cancel(_tenant(ctx), job_id))

    async def retry(ctx: KernelContext, job_id: UUID) -> JobDetail:
        """Run it again: a dead or cancelled one from its first attempt, a waiting one now."""
        return JobDetail.model_validate(await kernel.jobs.retry(_tenant(ctx), job_id))

    async def schedules(ctx: KernelContext, page: Cursor, plugin: str | None = None) -> Items[ScheduleView]:
        """Schedules in force, of plugins that are active."""
        rows: Any = Schedule.filter(tenant_id=_tenant(ctx), plugin_id__in=_active(ctx))
        return await paginate(rows.filter(plugin_id=plugin) if plugin is not None else rows, page, ScheduleView)

    def _active(ctx: KernelContext) -> list[str]:
        return sorted(ctx.state.active if ctx.state else kernel.registry.plugins)

    return [
        Route.get("/jobs", own(jobs), auth=READ),
        Route.get("/jobs/{job_id}", own(show), auth=READ),
        Route.post("/jobs/{job_id}/cancel", own(cancel), auth=MANAGE),
        Route.post("/jobs/{job_id}/retry", own(retry), auth=MANAGE),
        Route.get("/schedules", own(schedules), auth=READ),
    ]


def _tenant(ctx: KernelContext) -> UUID | None:
    return ctx.state.tenant.id if ctx.state else None
