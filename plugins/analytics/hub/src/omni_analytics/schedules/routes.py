"""`/api/v1/analytics/schedules`: reports by the clock, and what became of them."""

from __future__ import annotations

from uuid import UUID

from omni_analytics.models import Delivery, ReportSchedule, Sending
from omni_analytics.permissions import SCHEDULE
from omni_analytics.settings import Settings
from omni_sdk import Cursor, Items, Job, Reply, RequestContext, Route, paginate
from omni_sdk.errors import NotFound

from . import jobs, service, timing, unsubscribe
from .schemas import (
    ChangeBody,
    DeliveryView,
    PreviewView,
    ReportScheduleView,
    ScheduleBody,
    ScheduleRow,
    SendingDetail,
    SendingView,
    WhenBody,
)


async def create(ctx: RequestContext[Settings], body: ScheduleBody) -> Reply[ReportScheduleView]:
    """Have a report made and sent by the clock, in the name of whoever asks."""
    row = await service.made(ctx, body)
    return Reply(await service.view(ctx, row), status=201, location=ctx.urls.of(SHOW, schedule_id=row.id))


async def listed(ctx: RequestContext[Settings], page: Cursor) -> Items[ReportScheduleView]:
    """All schedules of the tenant, the latest first."""
    found = await paginate(ReportSchedule.all(), page, ScheduleRow)
    rows = {row.id: row for row in await ReportSchedule.filter(id__in=[item.id for item in found.items])}
    there = [rows[item.id] for item in found.items if item.id in rows]
    return Items(items=await service.views(ctx, there), next=found.next)


async def show(ctx: RequestContext[Settings], schedule_id: UUID) -> ReportScheduleView:
    """One schedule, and when it runs next."""
    return await service.view(ctx, await service.found(schedule_id))


async def change(ctx: RequestContext[Settings], schedule_id: UUID, body: ChangeBody) -> ReportScheduleView:
    """Change one of your own; admins change all. Its owner stays, unless the caller takes it over."""
    return await service.view(ctx, await service.changed(ctx, schedule_id, body))


async def remove(ctx: RequestContext[Settings], schedule_id: UUID) -> None:
    """Delete a schedule with its history; reports that it made stay."""
    await service.removed(ctx, schedule_id)


async def preview(ctx: RequestContext[Settings], body: WhenBody) -> PreviewView:
    """The next ten times, before anything is saved: which of them clocks being changed moves, and whether they are too close."""
    return timing.preview(ctx, body.cron, body.zone or ctx.tenant.zone.key)


async def pause(ctx: RequestContext[Settings], schedule_id: UUID) -> ReportScheduleView:
    """Send nothing until it is resumed; what was due meanwhile is not made up for."""
    row = await service.changeable(ctx, schedule_id)
    return await service.view(ctx, await service.paused(ctx, row))


async def resume(ctx: RequestContext[Settings], schedule_id: UUID) -> ReportScheduleView:
    """Go on, from the next time on."""
    row = await service.changeable(ctx, schedule_id)
    return await service.view(ctx, await service.resumed(ctx, row))


async def send_now(ctx: RequestContext[Settings], schedule_id: UUID) -> Reply[SendingDetail]:
    """Make the report now and mail it to all recipients, beside the times that it is due; a job."""
    return await _started(ctx, schedule_id, jobs.send_now, dry=False)


async def dry_run(ctx: RequestContext[Settings], schedule_id: UUID) -> Reply[SendingDetail]:
    """Make the report as if it were sent, and mail nobody: the answer tells who would get what; a job."""
    return await _started(ctx, schedule_id, jobs.dry_run, dry=True)


async def sendings(ctx: RequestContext[Settings], schedule_id: UUID, page: Cursor) -> Items[SendingView]:
    """What became of each time, the latest first."""
    row = await service.found(schedule_id)
    await service.settled(ctx, schedule_id=row.id)
    return await paginate(Sending.filter(schedule_id=row.id), page, SendingView)


async def sending(ctx: RequestContext[Settings], sending_id: UUID) -> SendingDetail:
    """What became of one time, with the state of each mail."""
    await service.settled(ctx, id=sending_id)
    row = await Sending.get_or_none(id=sending_id)
    if row is None:
        raise NotFound(f"there is no sending {str(sending_id)!r}")
    return await _detail(row)


async def _started(
    ctx: RequestContext[Settings], schedule_id: UUID, which: Job[[UUID], str], *, dry: bool
) -> Reply[SendingDetail]:
    row = await service.changeable(ctx, schedule_id)
    async with ctx.db.transaction(), ctx.db.lock(f"start:{row.id}"):
        job = await ctx.jobs.enqueue(which(row.id))
        values = {"schedule_id": row.id, "due": ctx.clock.now(), "manual": True, "dry": dry}
        made, _ = await Sending.get_or_create(job_id=job.id, defaults=values)
    return Reply(await _detail(made), status=202, location=ctx.urls.of(SENDING, sending_id=made.id))


async def _detail(row: Sending) -> SendingDetail:
    mails = await Delivery.filter(sending_id=row.id).order_by("id")
    views = [DeliveryView.model_validate(mail, from_attributes=True) for mail in mails]
    return SendingDetail.of(SendingView.model_validate(row, from_attributes=True), views)


CREATE = Route.post("/schedule-report", create, auth=SCHEDULE)
LISTED = Route.get("/schedules", listed, auth=SCHEDULE)
SHOW = Route.get("/schedules/{schedule_id}", show, auth=SCHEDULE)
CHANGE = Route.put("/schedules/{schedule_id}", change, auth=SCHEDULE)
REMOVE = Route.delete("/schedules/{schedule_id}", remove, auth=SCHEDULE)
PREVIEW = Route.post("/schedules/preview", preview, auth=SCHEDULE)
PAUSE = Route.post("/schedules/{schedule_id}/pause", pause, auth=SCHEDULE)
RESUME = Route.post("/schedules/{schedule_id}/resume", resume, auth=SCHEDULE)
SEND_NOW = Route.post("/schedules/{schedule_id}/send-now", send_now, auth=SCHEDULE)
DRY_RUN = Route.post("/schedules/{schedule_id}/dry-run", dry_run, auth=SCHEDULE)
SENDINGS = Route.get("/schedules/{schedule_id}/sendings", sendings, auth=SCHEDULE)
SENDING = Route.get("/sendings/{sending_id}", sending, auth=SCHEDULE)
ROUTES = (
    CREATE, LISTED, SHOW, CHANGE, REMOVE, PREVIEW, PAUSE, RESUME, SEND_NOW, DRY_RUN, SENDINGS, SENDING, *unsubscribe.ROUTES,
)  # fmt: skip
