"""The rules of schedules: who may change which, what is checked before one is saved, and what the kernel is told."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from omni_analytics.contract.hooks import Format, ReportType
from omni_analytics.models import Delivery, ReportSchedule, Sending, Unsubscribed
from omni_analytics.permissions import MANAGE, RUN
from omni_analytics.reports.computing import parameters_of
from omni_analytics.reports.standing import job_of, why_over
from omni_analytics.settings import Settings
from omni_sdk import Context
from omni_sdk.errors import Conflict, Forbidden, Invalid, NotFound

from . import timing
from .addresses import digest
from .schemas import ChangeBody, RecipientView, ReportScheduleView, ScheduleBody, ScheduleRow

MOST = 500
"""Schedules of a tenant: each is work that nobody waits for."""


class NameTaken(Conflict):
    """Another schedule of the tenant is called so."""

    type = "schedule-name-taken"
    title = "The name is taken"


class TooManySchedules(Conflict):
    """The tenant has as many as it may."""

    type = "too-many-schedules"
    title = "Too many schedules"


def named(schedule_id: UUID) -> str:
    """What the kernel calls it."""
    return f"report-{schedule_id}"


def acting(ctx: Context[Any]) -> str:
    """Who acts, as `Directory.actor` knows them later."""
    return f"{ctx.actor.kind}:{ctx.actor.id}"


async def found(schedule_id: UUID) -> ReportSchedule:
    """The schedule with this id; `NotFound` if there is none here."""
    row = await ReportSchedule.get_or_none(id=schedule_id)
    if row is None:
        raise NotFound(f"there is no schedule {str(schedule_id)!r}")
    return row


async def changeable(ctx: Context[Settings], schedule_id: UUID) -> ReportSchedule:
    """The same, if whoever acts owns it or manages all of them."""
    row = await found(schedule_id)
    if row.owner != acting(ctx) and not ctx.actor.may(MANAGE):
        raise Forbidden(f"the schedule {row.name!r} is somebody else's: ask its owner or an admin")
    return row


async def made(ctx: Context[Settings], body: ScheduleBody) -> ReportSchedule:
    """A new schedule, in the name of whoever acts; `Invalid` before anything is saved."""
    zone = checked(ctx, body)
    _may_run(ctx)
    async with ctx.db.transaction():
        await _free(ctx, body.name)
        if await ReportSchedule.all().count() >= MOST:
            raise TooManySchedules(f"there are {MOST} schedules already: delete one that nobody needs")
        row = await ReportSchedule.create(**_values(body, zone), owner=acting(ctx))
        await _told(ctx, row)
    return row


async def changed(ctx: Context[Settings], schedule_id: UUID, body: ChangeBody) -> ReportSchedule:
    """The schedule, as the body has it; it stays paused if it was."""
    row = await changeable(ctx, schedule_id)
    zone = checked(ctx, body)
    if body.take_over:
        _may_run(ctx)
        row.owner = acting(ctx)
    async with ctx.db.transaction():
        await _free(ctx, body.name, but=row.id)
        values = _values(body, zone)
        await row.update_from_dict(values).save(update_fields=[*values, "owner"])
        if not row.paused:
            await _told(ctx, row)
    return row


async def removed(ctx: Context[Settings], schedule_id: UUID) -> None:
    """Away with it, its history, and who wanted no more of it; reports that it made stay."""
    row = await changeable(ctx, schedule_id)
    async with ctx.db.transaction():
        await ctx.jobs.unschedule(named(row.id))
        sendings = await Sending.filter(schedule_id=row.id).values_list("id", flat=True)
        await Delivery.filter(sending_id__in=list(sendings)).delete()
        await Sending.filter(schedule_id=row.id).delete()
        await Unsubscribed.filter(schedule_id=row.id).delete()
        await row.delete()


async def paused(ctx: Context[Any], row: ReportSchedule, because: str = "") -> ReportSchedule:
    """No more runs, and none that pile up."""
    async with ctx.db.transaction():
        await ctx.jobs.unschedule(named(row.id))
        row.paused, row.paused_because = True, because[:1000]
        await row.save(update_fields=["paused", "paused_because"])
    return row


async def resumed(ctx: Context[Settings], row: ReportSchedule) -> ReportSchedule:
    """From the next time on; `Invalid` where what it asks for is not there any more, as for a new one."""
    _usable(ctx, row.type, dict(row.parameters), row.format)
    timing.check(ctx, row.cron, row.zone)
    await _owned(ctx, row)
    async with ctx.db.transaction():
        row.paused, row.paused_because = False, ""
        await row.save(update_fields=["paused", "paused_because"])
        await _told(ctx, row)
    return row


async def _owned(ctx: Context[Settings], row: ReportSchedule) -> None:
    owner = await ctx.directory.actor(row.owner)
    if owner is None or not owner.may(RUN):
        raise Conflict("its owner may not run reports here any more: an admin changes it with take_over, and resumes it then")


async def _told(ctx: Context[Settings], row: ReportSchedule) -> None:
    from .jobs import deliver  # which needs this module

    await ctx.jobs.schedule(
        named(row.id), deliver(row.id), cron=row.cron, zone=row.zone, catch_up="one" if row.catch_up == "one" else "none"
    )


async def _free(ctx: Context[Any], name: str, but: UUID | None = None) -> None:
    async with ctx.db.lock("schedules"):
        taken = await ReportSchedule.get_or_none(name=name)
    if taken is not None and taken.id != but:
        raise NameTaken(f"another schedule is called {name!r}: choose another name")


def _may_run(ctx: Context[Any]) -> None:
    if not ctx.actor.may(RUN):
        raise Forbidden("whoever has reports sent must be allowed to run them: analytics.report.run is missing")


def checked(ctx: Context[Settings], body: ScheduleBody) -> str:
    """The zone that is meant; `Invalid` at the field that is wrong."""
    zone = body.zone or ctx.tenant.zone.key
    timing.check(ctx, body.cron, zone)
    _usable(ctx, body.type, body.parameters, body.format)
    return zone


def _usable(ctx: Context[Any], type_: str, parameters: dict[str, Any], form: str) -> None:
    try:
        _, kind = ctx.contribution(ReportType, type_)
    except NotFound as error:
        there = sorted(kind.name for _, kind in ctx.contributions(ReportType))
        raise Invalid(f"{type_!r} is no report type that is on here; there are {there}", at="type") from error
    try:
        ctx.contribution(Format, form)
    except NotFound as error:
        there = sorted(kind.name for _, kind in ctx.contributions(Format))
        raise Invalid(f"{form!r} is no format that is on here; there are {there}", at="format") from error
    parameters_of(kind, parameters)


def _values(body: ScheduleBody, zone: str) -> dict[str, Any]:
    values = body.model_dump(exclude={"zone", "take_over"})
    return values | {"zone": zone}


async def view(ctx: Context[Settings], row: ReportSchedule) -> ReportScheduleView:
    """With its next run, who wants no more of it, and what is odd."""
    (one,) = await views(ctx, [row])
    return one


async def views(ctx: Context[Settings], rows: list[ReportSchedule]) -> list[ReportScheduleView]:
    """The same of several."""
    gone = {row.digest for row in await Unsubscribed.filter(schedule_id__in=[row.id for row in rows])}
    return [_view(ctx, row, gone) for row in rows]


def _view(ctx: Context[Settings], row: ReportSchedule, gone: set[str]) -> ReportScheduleView:
    plain = ScheduleRow.model_validate(row, from_attributes=True)
    people = [RecipientView(address=to, unsubscribed=digest(row.id, to) in gone) for to in row.recipients]
    return ReportScheduleView(
        **plain.model_dump(),
        recipients=people,
        next_run=None if row.paused else timing.next_run(ctx, row.cron, row.zone),
        warnings=_warnings(ctx, row, all(person.unsubscribed for person in people)),
    )


def _warnings(ctx: Context[Settings], row: ReportSchedule, nobody: bool) -> list[str]:
    say, found = ctx.locale.text, []
    start, end = row.parameters.get("start"), row.parameters.get("end")
    if row.parameters.get("period") == "custom":
        found.append(say("Each report is about the same days, from {start} to {end}.", start=start, end=end))
        if date.fromisoformat(str(end)) < ctx.clock.today().date():
            found.append(say("These days are over, so that each report will be the same."))
    if nobody:
        found.append(say("Everybody has unsubscribed: nothing is sent."))
    if row.type not in {kind.name for _, kind in ctx.contributions(ReportType)}:
        found.append(say("The report type {type} is not on here any more: sending fails.", type=row.type))
    if row.format not in {form.name for _, form in ctx.contributions(Format)}:
        found.append(say("The format {format} is not on here any more: sending fails.", format=row.format))
    return found


async def settled(ctx: Context[Settings], **which: UUID) -> None:
    """Sendings whose job ended without a word (its process died in the last attempt, somebody cancelled it) failed."""
    for row in await Sending.filter(state__in=["queued", "running"], **which):
        told = why_over(await job_of(ctx, row.job_id))
        if told is None:
            continue
        open_ = Delivery.filter(sending_id=row.id, state="waiting")
        await open_.update(state="failed", error=told[:1000])
        sent = await Delivery.filter(sending_id=row.id, state="sent").exists()
        row.state, row.reason, row.finished_at = "partly" if sent else "failed", (row.reason or told)[:1000], ctx.clock.now()
        await row.save()
