"""What the clock fires, and what people start by hand."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from omni_analytics.models import ReportSchedule
from omni_analytics.settings import Settings
from omni_sdk import Backoff, JobContext, job
from omni_sdk.errors import Discard

from .mailing import FIRST, LAST, REPORT
from .sending import begun, carried_out, stopped

MAILS = Backoff(attempts=6, first=FIRST, cap=LAST)
LONG = timedelta(minutes=30)


@job("deliver", ordered=str, retry=MAILS, timeout=LONG)
async def deliver(ctx: JobContext[Settings], schedule_id: UUID) -> str:
    """Make the report of a schedule that is due, and mail it."""
    row = await _row(schedule_id)
    if row.paused:  # since it was due, or between two attempts
        await stopped(ctx, "the schedule was paused before all were mailed")
        return "paused"
    return await carried_out(ctx, row, await begun(ctx, row))


@job("send-now", unique=str, retry=MAILS, timeout=LONG)
async def send_now(ctx: JobContext[Settings], schedule_id: UUID) -> str:
    """The same, since somebody asked for it."""
    row = await _row(schedule_id)
    return await carried_out(ctx, row, await begun(ctx, row, manual=True))


@job("dry-run", unique=str, retry=Backoff(attempts=2), timeout=LONG)
async def dry_run(ctx: JobContext[Settings], schedule_id: UUID) -> str:
    """The same, and nobody is mailed."""
    row = await _row(schedule_id)
    return await carried_out(ctx, row, await begun(ctx, row, manual=True, dry=True))


async def _row(schedule_id: UUID) -> ReportSchedule:
    row = await ReportSchedule.get_or_none(id=schedule_id)
    if row is None:
        raise Discard("the schedule was deleted")
    return row


JOBS = (deliver, send_now, dry_run)
TEMPLATES = (REPORT,)
