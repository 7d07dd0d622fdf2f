"""One time that a schedule is due: from asking its owner to the last mail. Begun again, it goes on where it ended."""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

from omni_analytics.contract.hooks import Format, ReportType
from omni_analytics.contract.parameters import Parameters
from omni_analytics.contract.period import Period
from omni_analytics.models import Delivery, Download, ReportSchedule, Run, Sending
from omni_analytics.permissions import RUN
from omni_analytics.reports import store
from omni_analytics.reports.computing import parameters_of
from omni_analytics.reports.jobs import computed, rendered
from omni_analytics.settings import Settings
from omni_sdk import Actor, JobContext
from omni_sdk.errors import Cancelled, Discard, Invalid, NotFound

from . import letter, mailing, service, timing

ENDED = frozenset({"sent", "dry", "skipped", "refused"})
AGAIN = frozenset({"partly", "failed"})


async def begun(ctx: JobContext[Settings], row: ReportSchedule, *, manual: bool = False, dry: bool = False) -> Sending:
    """The one of this job, which is the same in every attempt."""
    due = ctx.due or ctx.clock.now()
    made, _ = await Sending.get_or_create(
        job_id=ctx.id, defaults={"schedule_id": row.id, "due": due, "manual": manual or ctx.due is None, "dry": dry}
    )
    return made


async def carried_out(ctx: JobContext[Settings], row: ReportSchedule, sending: Sending) -> str:
    """Make the report and mail it; how it ended. What ended well is not done again."""
    if sending.state in ENDED:
        return sending.state
    if sending.state in AGAIN:  # somebody had the dead job run again
        await Delivery.filter(sending_id=sending.id, state="failed").update(state="waiting")
    sending.state, sending.reason, sending.finished_at = "running", "", None
    await sending.save()
    try:
        state = await _carried_out(ctx, row, sending)
    except Cancelled:
        await _ended(ctx, sending, await _failed(sending), "somebody cancelled it")
        raise
    except Exception as error:
        sending.reason = (str(error) or type(error).__name__)[:1000]
        await sending.save()
        if ctx.last_attempt or isinstance(error, Discard):
            await _ended(ctx, sending, await _failed(sending), sending.reason)
        raise
    await _ended(ctx, sending, state, sending.reason)
    return state


async def stopped(ctx: JobContext[Settings], reason: str) -> None:
    """What an earlier attempt of this job began goes no further."""
    row = await Sending.get_or_none(job_id=ctx.id)
    if row is not None and row.state not in ENDED:
        await _ended(ctx, row, await _failed(row), reason)


async def _carried_out(ctx: JobContext[Settings], row: ReportSchedule, sending: Sending) -> str:
    owner = await ctx.directory.actor(row.owner)
    if owner is None or not owner.may(RUN):
        return await _refused(ctx, row, sending, owner)
    if not any(one.state != "unsubscribed" for one in await mailing.listed(sending, row)):
        sending.reason = "everybody has unsubscribed"
        return "skipped"
    run = await _run(ctx, row, sending)
    if run.empty and row.skip_if_empty:
        sending.reason = "nothing happened in the period"
        return "skipped"
    return await _sent(ctx, row, sending, await _file(ctx, row, run), _name(owner))


async def _refused(ctx: JobContext[Settings], row: ReportSchedule, sending: Sending, owner: Actor | None) -> str:
    gone = "is not here any more" if owner is None else "may not run reports any more"
    sending.reason = f"its owner {row.owner} {gone}: an admin may take it over, and resume it"
    if not sending.dry:
        await service.paused(ctx, row, because=sending.reason)
    return "refused"


def _name(owner: Actor) -> str:
    return (owner.account.name or owner.account.email) if owner.account else ""


async def _run(ctx: JobContext[Settings], row: ReportSchedule, sending: Sending) -> Run:
    """Its report, computed once however often the job is tried."""
    try:
        _, kind = ctx.contribution(ReportType, row.type)
        ctx.contribution(Format, row.format)
        parameters_of(kind, dict(row.parameters))
    except NotFound as error:
        raise Discard(f"report type {row.type!r} or format {row.format!r} is not on here any more: {error}") from error
    except Invalid as error:
        raise Discard(f"the report type does not take these parameters any more: {error}") from error
    run = await Run.get_or_none(id=sending.run_id) if sending.run_id else None
    if run is None:
        run = await Run.create(
            type=row.type,
            title=ctx.locale.text(kind.title),
            parameters=row.parameters,
            actor=row.owner,
            schedule_id=row.id,
            state="running",
            job_id=ctx.id,
        )
        sending.run_id = run.id
        await sending.save()
    if run.state != "done":
        await computed(ctx, run, partial(_period, ctx, row, sending))
    return run


def _period(ctx: JobContext[Settings], row: ReportSchedule, sending: Sending, parameters: Parameters) -> Period:
    return timing.period_for(parameters, ZoneInfo(row.zone), sending.due, ctx.clock.now())


async def _file(ctx: JobContext[Settings], row: ReportSchedule, run: Run) -> Download:
    """Rendered once."""
    file, _ = await Download.get_or_create(run_id=run.id, format=row.format, defaults={"job_id": ctx.id})
    if file.state != "done":
        await rendered(ctx, file)
    return file


async def _sent(ctx: JobContext[Settings], row: ReportSchedule, sending: Sending, file: Download, owner: str) -> str:
    report = await store.load(ctx, file.run_id)
    sending.subject, sending.filename = letter.subject(ctx, row.name, report), file.filename
    sending.size, sending.attached = file.size, mailing.fits(ctx, file)
    await sending.save()
    if sending.dry:
        await Delivery.filter(sending_id=sending.id, state="waiting").update(state="dry")
        return "dry"
    return await mailing.mailed(ctx, row, sending, await mailing.packed(ctx, row, report, file, owner))


async def _failed(sending: Sending) -> str:
    """`partly` where some have it already; those who wait get none any more."""
    await Delivery.filter(sending_id=sending.id, state="waiting").update(state="failed")
    return "partly" if await Delivery.filter(sending_id=sending.id, state="sent").exists() else "failed"


async def _ended(ctx: JobContext[Settings], sending: Sending, state: str, reason: str) -> None:
    sending.state, sending.reason, sending.finished_at = state, reason[:1000], ctx.clock.now()
    await sending.save()
