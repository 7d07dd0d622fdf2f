"""Small segments of a day become larger ones: fewer files to open for whoever reads."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING, Any

from omni_analytics.contract.warehouse import WAREHOUSE, Segment, arrow_schema, events_table
from omni_analytics.models import SegmentRow
from omni_analytics.segments.ledger import Stale, list_of, listed, name_of, replacing
from omni_analytics.segments.reading import ask
from omni_analytics.settings import Config, Settings
from omni_sdk import Context, JobContext, job

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ROWS = 500_000
"""Of a segment that is made of others: they are held in memory meanwhile."""
SETTLED = timedelta(days=2)
"""A day that is over for so long gets few more events."""


@job("compact", queue="upkeep", unique=str, timeout=timedelta(minutes=30))
async def compact_day(ctx: JobContext[Settings], day: date) -> int:
    """Make fewer segments of a day's, where there are too many; gives how many became others."""
    return await compact(ctx, [day])


async def wanted(ctx: Context[Any], days: Collection[date]) -> None:
    """Within the transaction that lists segments of these days: have those compacted that have too many now."""
    if not days:
        return
    rows = await SegmentRow.filter(day__in=list(days)).values_list("name", "day", "rows", "size")
    for day, segments in by_day([Segment(*row) for row in rows]).items():
        if chosen(segments, ctx.config(Config).compact_files):
            await ctx.jobs.enqueue(compact_day(day))


async def compact(ctx: Context[Any], days: Collection[date] | None = None) -> int:
    """Compact these days, or all, of which those that are over become one segment; gives how many became others."""
    limit, settled = ctx.config(Config).compact_files, (ctx.clock.now().astimezone(UTC) - SETTLED).date()
    total = 0
    while True:
        version, segments = await listed(ctx)
        lots = [
            together(those) if days is None and day < settled else chosen(those, limit)
            for day, those in by_day(segments).items()
            if days is None or day in days
        ]
        if not any(lots):
            return total
        for lot in filter(None, lots):
            try:
                await merge(ctx, version, lot)
            except Stale:
                break
            total += len(lot)


def by_day(segments: Sequence[Segment]) -> dict[date, list[Segment]]:
    """Segments, told apart by their day."""
    found: dict[date, list[Segment]] = defaultdict(list)
    for segment in segments:
        found[segment.day].append(segment)
    return found


def chosen(segments: Sequence[Segment], limit: int) -> list[Segment]:
    """Which segments of a day become one: those of about one size, where there are more than `limit` of them; none otherwise.

    So an event is written anew as often as the number of its day's events grows severalfold, and not with each new segment.
    """
    sizes: dict[int, list[Segment]] = defaultdict(list)
    for segment in segments:
        sizes[segment.rows.bit_length() // 2].append(segment)
    for size in sorted(sizes):
        if len(sizes[size]) > limit and (lot := together(sizes[size])):
            return lot
    return []


def together(segments: Sequence[Segment]) -> list[Segment]:
    """As many of these as one segment can hold, the smallest first; none where that is just one."""
    lot: list[Segment] = []
    rows = 0
    for segment in sorted(segments, key=lambda one: (one.rows, one.name)):
        rows += segment.rows
        if rows > MOST_ROWS:
            break
        lot.append(segment)
    return lot if len(lot) > 1 else []


async def merge(ctx: Context[Any], version: int, lot: Sequence[Segment]) -> None:
    """Put one segment in the place of these, which were listed at that version; `Stale` if they are not any more."""
    table = await asyncio.to_thread(as_segment, await ask(ctx, version, lot, events_table()))
    if table.num_rows != sum(segment.rows for segment in lot):
        msg = f"{len(lot)} segments of {lot[0].day} hold {table.num_rows} events, and are listed with others: nothing is replaced"
        raise ValueError(msg)
    name = await asyncio.to_thread(name_of, lot[0].day, "compacted", version, table)
    made = await ctx.driver(WAREHOUSE).write(ctx.blobs, name, lot[0].day, table)
    async with replacing(ctx, version, lot):
        await list_of([made])


def as_segment(events: pa.Table) -> pa.Table:
    """What was asked of segments, as one of its own holds it."""
    return events.cast(arrow_schema()).sort_by([("time", "ascending"), ("message_id", "ascending")]).combine_chunks()
