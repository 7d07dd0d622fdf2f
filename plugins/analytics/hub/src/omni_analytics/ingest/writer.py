"""From the log to segments: each event once.

A write takes batches from the log in their order, puts their events into files named after these batches, and then, in one
transaction, lists the files and deletes the batches. Killed at any moment it leaves either the batches, or the files listed:
never both, never none. A file that was never listed is read by nobody, and removed later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.functions import Length

from omni_analytics.contract.warehouse import WAREHOUSE, Segment, events_table
from omni_analytics.models import Erasure, IngestLog, Rejected
from omni_analytics.segments.ledger import Stale, changing, list_of, listed, name_of, version_of
from omni_analytics.segments.reading import ask
from omni_analytics.settings import Config, Settings
from omni_analytics.upkeep import compaction
from omni_analytics.upkeep.people import is_of
from omni_sdk import Backoff, Context, JobContext, job

from .events import Batch, Refusal, Rows

if TYPE_CHECKING:
    import pyarrow as pa

AROUND = 2
"""How many days the time of an event that is sent again may lie from the first one's: events that say no time of their own
have that of their arrival."""
MOST_BATCHES = 2000
MOST_BYTES = 64 * 2**20
"""Of bodies that are read at once."""
FILES = 8
"""Files that are written at once."""
PATIENT = Backoff(attempts=30, first=timedelta(seconds=1), cap=timedelta(seconds=30))
"""Where files are kept may be away for a while; then it goes on soon."""


@job("write", queue="ingest", unique=str, ordered=lambda _: "write", retry=PATIENT, timeout=timedelta(minutes=30))
async def write(ctx: JobContext[Settings], slot: int) -> int:
    """Write all that stands in the log; gives how many events. `slot` is the second that it was asked for in.

    One job for each second: a batch that is committed while one runs is found by the next.
    """
    del slot
    total = 0
    while (written := await write_some(ctx)) is not None:
        total += written
    return total


async def write_some(ctx: Context[Settings]) -> int | None:
    """Write the oldest batches of the log; gives how many events, or None when there are none.

    0 also where somebody else changed the list of segments meanwhile, who then got further: the same batches are still there,
    or were written by the other one.
    """
    version = await version_of(ctx)
    batches = await _oldest(ctx.config(Config).write_events)
    if not batches:
        return None
    erased = frozenset(str(one) for one in await Erasure.all().values_list("digest", flat=True))
    read = _Reader(strict=ctx.settings.unknown_events == "reject", erased=erased)
    rows, table = await asyncio.to_thread(read, batches)
    try:
        parts = await _fresh(ctx, version, table, sorted(set(rows.days)))
        segments = await _put(ctx, version, batches, parts)
        async with changing(ctx, version):
            await _commit(batches, segments, rows.refused)
            await compaction.wanted(ctx, {segment.day for segment in segments})
    except Stale:
        return 0
    return sum(segment.rows for segment in segments)


async def _oldest(limit: int) -> list[Batch]:
    wanted: list[UUID] = []
    events = size = 0
    found = IngestLog.all().annotate(bytes=Length("body")).order_by("id").limit(MOST_BATCHES)
    for id_, count, more in await found.values_list("id", "count", "bytes"):
        events, size = events + count, size + more
        if wanted and (events > limit or size > MOST_BYTES):
            break
        wanted.append(id_)
    rows = await IngestLog.filter(id__in=wanted).order_by("id")
    return [Batch(str(row.id), row.form, row.source, row.received, bytes(row.body)) for row in rows]


class _Reader:
    """Reads batches, in a thread."""

    def __init__(self, *, strict: bool, erased: frozenset[str]) -> None:
        self._strict, self._erased = strict, erased

    def __call__(self, batches: Sequence[Batch]) -> tuple[Rows, pa.Table]:
        """Their events, each once; what cannot be read is refused, so that it does not stay in the way of all others."""
        try:
            rows, table = self._all(batches)
        except Exception:  # noqa: BLE001  (whatever it is: it must not stop the log)
            good, refused = self._sorted(batches)
            rows, table = self._all(good)
            rows.refused += refused
        if self._erased:
            rows.refused = [one for one in rows.refused if not is_of(one.message, self._erased)]
        return rows, table

    def _all(self, batches: Sequence[Batch]) -> tuple[Rows, pa.Table]:
        rows = Rows(strict=self._strict, erased=self._erased)
        for batch in batches:
            rows.read(batch)
        return rows, rows.table()

    def _sorted(self, batches: Sequence[Batch]) -> tuple[list[Batch], list[Refusal]]:
        good: list[Batch] = []
        refused: list[Refusal] = []
        for batch in batches:
            try:
                self._all([batch])
            except Exception as error:  # noqa: BLE001  (the same)
                text = batch.body[:4000].decode(errors="replace")
                reason = f"the batch {batch.id} cannot be read: {type(error).__name__}: {error}"
                refused.append(Refusal(batch.received, batch.source, "", "batch", reason[:1000], text))
            else:
                good.append(batch)
        return good, refused


async def _fresh(ctx: Context[Settings], version: int, table: pa.Table, days: Sequence[date]) -> list[tuple[date, pa.Table]]:
    """The events that stand in no segment yet, by day."""
    if not table.num_rows:
        return []
    known = await _known(ctx, version, table, days)
    return await asyncio.to_thread(_by_day, table, known, days)


async def _known(ctx: Context[Settings], version: int, table: pa.Table, days: Sequence[date]) -> pa.Array | None:
    """Ids of these events that are stored already: near the days that they are of."""
    import ibis

    now, all_segments = await listed(ctx)
    if now != version:
        msg = f"the list of segments is version {now}, not {version} any more"
        raise Stale(msg)
    near = {day + timedelta(days=shift) for day in days for shift in range(-AROUND, AROUND + 1)}
    segments = [segment for segment in all_segments if segment.day in near]
    if not segments:
        return None
    ids = ibis.memtable(table.select(["message_id"]))
    expression = events_table().select("message_id").semi_join(ids, "message_id")
    found = await ask(ctx, version, segments, expression)
    return found["message_id"] if found.num_rows else None


def _by_day(table: pa.Table, known: pa.Array | None, days: Sequence[date]) -> list[tuple[date, pa.Table]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    if known is not None:
        table = table.filter(pc.invert(pc.is_in(table["message_id"], value_set=known)))
    if len(days) > 1:
        of = pc.cast(pc.floor_temporal(table["time"], unit="day"), pa.date32())
        parts = [(day, table.filter(pc.equal(of, pa.scalar(day)))) for day in days]
    else:
        parts = [(day, table) for day in days]
    order = [("time", "ascending"), ("message_id", "ascending")]
    return [(day, part.sort_by(order)) for day, part in parts if part.num_rows]


async def _put(
    ctx: Context[Settings], version: int, batches: Sequence[Batch], parts: Sequence[tuple[date, pa.Table]]
) -> list[Segment]:
    what, gate = f"{batches[0].id}-{batches[-1].id}", asyncio.Semaphore(FILES)

    async def one(day: date, part: pa.Table) -> Segment:
        async with gate:
            name = await asyncio.to_thread(name_of, day, what, version, part)
            return await ctx.driver(WAREHOUSE).write(ctx.blobs, name, day, part)

    return list(await asyncio.gather(*(one(day, part) for day, part in parts)))


async def _commit(batches: Sequence[Batch], segments: Sequence[Segment], refused: Sequence[Refusal]) -> None:
    ids = [batch.id for batch in batches]
    if await IngestLog.filter(id__in=ids).delete() != len(ids):
        msg = "batches of this write were written by another one meanwhile"
        raise Stale(msg)
    await list_of(segments)
    await Rejected.bulk_create([Rejected(**_storable(one)) for one in refused])


def _storable(refusal: Refusal) -> dict[str, Any]:
    """PostgreSQL keeps no NUL in texts."""
    return {
        name: value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) else value
        for name, value in vars(refusal).items()
    }
