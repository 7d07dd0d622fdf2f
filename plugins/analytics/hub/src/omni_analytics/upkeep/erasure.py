"""One person's events are taken out of all segments, and what comes late is not kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.expressions import F

from omni_analytics.contract.warehouse import WAREHOUSE, Segment, events_table
from omni_analytics.ingest.events import digest
from omni_analytics.models import Erasure, Rejected
from omni_analytics.segments.ledger import Stale, fence, list_of, listed, name_of, replacing
from omni_analytics.segments.reading import ask
from omni_analytics.settings import Settings
from omni_sdk import Backoff, Context, JobContext, job
from omni_sdk.errors import Discard

from .clearance import clear
from .compaction import as_segment
from .people import is_of

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.expr.types import BooleanValue

COLUMNS = ("user_id", "anonymous_id", "person")
"""In which a person's id stands."""
LOT = 500


async def begin(ctx: Context[Any], user_id: str) -> Erasure:
    """Have a person erased; asked for again, it looks again."""
    async with ctx.db.transaction():
        row, _ = await Erasure.get_or_create(digest=digest(user_id))
        # Whoever writes at this moment does not know of it: what was begun before does not pass any more.
        await fence(ctx)
        row.job_id, row.state, row.finished_at = (await ctx.jobs.enqueue(erase(row.id))).id, "queued", None
        await row.save()
    return row


@job("erase", queue="upkeep", unique=str, retry=Backoff(attempts=10), timeout=timedelta(hours=2))
async def erase(ctx: JobContext[Settings], erasure_id: UUID) -> None:
    """Take a person's events out of all that is kept."""
    row = await Erasure.get_or_none(id=erasure_id)
    if row is None:
        raise Discard("the erasure was deleted")
    await Erasure.filter(id=row.id).update(state="running")
    try:
        await carry_out(ctx, row, ctx.progress)
    except Exception:
        if ctx.last_attempt:
            await Erasure.filter(id=row.id).update(state="failed")
        raise
    await Erasure.filter(id=row.id).update(state="done", finished_at=ctx.clock.now())


async def carry_out(ctx: Context[Any], row: Erasure, tell: Callable[[float, str], None]) -> None:
    """Take the person out of rejected events and of segments, and remove the files that held it."""
    await _forget_rejected(str(row.digest))
    while True:
        try:
            await _pass(ctx, row, tell)
        except Stale:  # some segments became others meanwhile, in which the person may stand, too
            continue
        break
    await clear(ctx, timedelta())  # now, and not after an hour: the files that were replaced hold the person


async def _pass(ctx: Context[Any], row: Erasure, tell: Callable[[float, str], None]) -> None:
    """Go over all segments that are listed now; no writer adds events of the person any more."""
    version, segments = await listed(ctx)
    names = await _names(ctx, version, segments, str(row.digest))
    if not names:
        return
    days = await _days(ctx, version, segments, names)
    held = [segment for segment in segments if segment.day in days]
    for at, segment in enumerate(held):
        tell(at / len(held), str(segment.day))
        await _rewrite(ctx, version, segment, names, row)


async def _names(ctx: Context[Any], version: int, segments: Sequence[Segment], known: str) -> list[str]:
    """The ids with that digest: one if the person is there at all. The id itself is not kept, nor handed on to the job."""
    table = events_table()
    columns = [table.select(id=table[column]).distinct() for column in COLUMNS]
    found = await ask(ctx, version, segments, columns[0].union(*columns[1:], distinct=True))
    return await asyncio.to_thread(lambda: [one for one in found["id"].to_pylist() if one and digest(one) == known])


async def _days(ctx: Context[Any], version: int, segments: Sequence[Segment], names: Sequence[str]) -> set[date]:
    table = events_table().filter(_held(names))
    found = await ask(ctx, version, segments, table.select(day=table.time.truncate("D").date()).distinct())
    return set(found["day"].to_pylist())


async def _rewrite(ctx: Context[Any], version: int, segment: Segment, names: Sequence[str], row: Erasure) -> None:
    """The segment without these people, if it holds them."""
    left: pa.Table = await ask(ctx, version, [segment], events_table().filter(~_held(names)))
    gone = segment.rows - left.num_rows
    if not gone:
        return
    made: list[Segment] = []
    if left.num_rows:
        left = await asyncio.to_thread(as_segment, left)
        name = await asyncio.to_thread(name_of, segment.day, "erased", version, left)
        made = [await ctx.driver(WAREHOUSE).write(ctx.blobs, name, segment.day, left)]
    async with replacing(ctx, version, [segment]):
        await list_of(made)
        await Erasure.filter(id=row.id).update(erased=F("erased") + gone)


def _held(names: Sequence[str]) -> BooleanValue:
    table = events_table()
    first, *others = (table[column].fill_null("").isin(names) for column in COLUMNS)
    for one in others:
        first |= one
    return first


async def _forget_rejected(known: str) -> None:
    """Rejected events hold messages as they came."""
    after: UUID | None = None
    while True:
        rows = Rejected.filter(id__gt=after) if after else Rejected.all()
        found = await rows.order_by("id").limit(LOT).values_list("id", "message")
        if not found:
            return
        await Rejected.filter(id__in=[id_ for id_, message in found if is_of(message, {known})]).delete()
        after = found[-1][0]
