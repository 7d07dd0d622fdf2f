"""The list of segments, the version by which changes of it are fenced, and what is listed no more.

There are two ways to change the list. A writer adds events that stood in no segment of the version it read: it commits only
if that is still the version (`changing`). What puts other segments in the place of some adds no events: it commits if all of
those are still listed (`replacing`), whatever was added meanwhile, so that a long rewriting is not begun anew for each write.

Both are refused once `clearing` has passed: it raises the floor below which nobody may commit any more, and only then are
files removed that nobody lists. So nobody lists a file that is being removed.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F

from omni_analytics.contract.warehouse import Segment
from omni_analytics.models import Ledger, Retired, SegmentRow
from omni_sdk import Context

if TYPE_CHECKING:
    import pyarrow as pa

FOLDER = "events"
"""All names of segments begin with it."""


class Stale(Exception):
    """Somebody else changed the list of segments meanwhile: read it again, and begin anew."""


async def version_of(ctx: Context[Any]) -> int:
    """Of the tenant's list of segments."""
    row = await Ledger.get_or_none()
    if row is None:
        try:
            async with ctx.db.transaction():
                # Not 0: the numbers of a tenant whose data were purged must not come again, since names hold them.
                row = await Ledger.create(version=int(ctx.clock.now().timestamp() * 1000))
        except IntegrityError:  # another process made it
            row = await Ledger.get()
    return int(row.version)


@asynccontextmanager
async def changing(ctx: Context[Any], seen: int) -> AsyncIterator[None]:
    """A transaction that changes the list; `Stale` if it is not the version `seen` any more."""
    async with ctx.db.transaction():
        if not await Ledger.filter(version=seen).update(version=seen + 1):
            msg = f"the list of segments is not version {seen} any more"
            raise Stale(msg)
        yield


@asynccontextmanager
async def replacing(ctx: Context[Any], seen: int, gone: Sequence[Segment]) -> AsyncIterator[None]:
    """A transaction that takes segments off the list, which was read at version `seen`; `list_of` puts others there.

    `Stale` if one of them is listed no more, or if what was written for it may have been removed.
    """
    names = [segment.name for segment in gone]
    async with ctx.db.transaction():
        if not await Ledger.filter(floor__lte=seen).update(version=F("version") + 1):
            msg = f"files that were written at version {seen} may have been removed"
            raise Stale(msg)
        if await SegmentRow.filter(name__in=names).delete() != len(names):
            msg = "some of these segments were replaced meanwhile"
            raise Stale(msg)
        now = ctx.clock.now()
        await Retired.bulk_create([Retired(name=name, at=now) for name in names])
        yield


async def fence(ctx: Context[Any]) -> None:
    """Within a transaction: what a writer has begun does not pass any more, since it does not know what was changed here."""
    await version_of(ctx)
    await Ledger.all().update(version=F("version") + 1)


@asynccontextmanager
async def clearing(ctx: Context[Any]) -> AsyncIterator[None]:
    """A transaction after which nothing passes that was begun before it: no writer, and nobody who replaces segments."""
    await version_of(ctx)
    async with ctx.db.transaction():
        await Ledger.all().update(version=F("version") + 1, floor=F("version") + 1)
        yield


async def list_of(segments: Sequence[Segment]) -> None:
    """Put segments on the list."""
    await SegmentRow.bulk_create([SegmentRow(name=s.name, day=s.day, rows=s.rows, size=s.size) for s in segments])


async def listed(ctx: Context[Any]) -> tuple[int, list[Segment]]:
    """The version, and just the segments of it."""
    while True:
        version = await version_of(ctx)
        try:
            return version, await segments_of(ctx, version)
        except Stale:
            continue


async def segments_of(ctx: Context[Any], version: int) -> list[Segment]:
    """Those of the version, the oldest day first; kept in this process. `Stale` if it is the version no more."""
    return await ctx.memory.get(f"segments:{version}", partial(_load, ctx, version))


async def _load(ctx: Context[Any], version: int) -> list[Segment]:
    rows = await SegmentRow.all().order_by("day", "name").values_list("name", "day", "rows", "size")
    if await version_of(ctx) != version:  # or another version's list would be kept under this one
        msg = f"the list of segments is not version {version} any more"
        raise Stale(msg)
    return [Segment(name, day, count, size) for name, day, count, size in rows]


def name_of(day: object, what: str, version: int, events: pa.Table) -> str:
    """The name of a segment: the same for the same events at the same version, and never another one's.

    So who tries again writes the same file; and who stood still and goes on, past its time, overwrites no file that is listed.
    """
    return f"{FOLDER}/day={day}/{what}.{version}.{_digest(events)}.parquet"


def _digest(events: pa.Table) -> str:
    import pyarrow as pa

    made = hashlib.blake2b(digest_size=10)

    class Sink:
        closed = False

        def write(self, data: Any) -> int:
            made.update(data)
            return len(data)

        def flush(self) -> None: ...

    with pa.ipc.new_stream(pa.PythonFile(Sink(), mode="w"), events.schema) as stream:
        stream.write_table(events.combine_chunks())
    return made.hexdigest()
