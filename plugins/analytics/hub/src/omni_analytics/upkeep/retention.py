"""What is kept for a time only: events, rejected events, reports and the history of their sending."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from omni_analytics.models import Delivery, Rejected, Run, Sending
from omni_analytics.reports import runs
from omni_analytics.reports.standing import job_of, why_over
from omni_analytics.segments.ledger import Stale, listed, replacing
from omni_analytics.settings import Config, Settings
from omni_sdk import Context

LOT = 200


async def forget(ctx: Context[Settings]) -> dict[str, int]:
    """All that is older than it may be; gives how much of what."""
    now = ctx.clock.now()
    first = now.astimezone(UTC).date() - timedelta(days=ctx.settings.retention_days)
    reports = now - timedelta(days=ctx.settings.report_days)
    rejected = Rejected.filter(received__lt=now - timedelta(days=ctx.config(Config).rejected_days))
    return {
        "events": await forget_events(ctx, first),
        "rejected": await rejected.delete(),
        "reports": await _reports(ctx, reports),
        "sendings": await _sendings(reports),
    }


async def forget_events(ctx: Context[Any], first: date) -> int:
    """Take all days before `first` (UTC) off the list; gives how many events that were."""
    total = 0
    while True:
        version, segments = await listed(ctx)
        lot = [segment for segment in segments if segment.day < first][:LOT]
        if not lot:
            return total
        try:
            async with replacing(ctx, version, lot):
                pass
        except Stale:
            continue
        total += sum(segment.rows for segment in lot)


async def _reports(ctx: Context[Any], before: datetime) -> int:
    total = 0
    for run in await Run.filter(created_at__lt=before).order_by("id"):
        if run.state in {"done", "failed"} or why_over(await job_of(ctx, run.job_id)):
            await runs.remove(ctx, run.id)
            total += 1
    return total


async def _sendings(before: datetime) -> int:
    total = 0
    while ids := await Sending.filter(created_at__lt=before).limit(LOT).values_list("id", flat=True):
        await Delivery.filter(sending_id__in=ids).delete()
        total += await Sending.filter(id__in=ids).delete()
    return total
