"""The log: a batch stands in it, committed, before whoever sent it is answered, until its events stand in a segment.

What comes within a second, a slot, is written together by one job, a while after the slot's end.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from omni_analytics.models import IngestLog
from omni_sdk import Context

from . import writer

MARGIN = 1
"""Seconds between the end of a slot and the job that writes it: so long a row of it may take to be committed."""
LATE = timedelta(seconds=MARGIN / 2)


async def keep(ctx: Context[Any], form: str, source: str, body: bytes, count: int) -> None:
    """Take a batch in, with the job that writes it: all or nothing, together with what else the transaction does."""
    now = ctx.clock.now()
    async with ctx.db.transaction():
        await IngestLog.create(form=form, source=source, body=body, count=count, received=now)
        await _write_later(ctx, now)


async def keep_quickly(ctx: Context[Any], form: str, source: str, body: bytes, count: int) -> None:
    """The same, outside of any transaction, by one statement: the job of a slot is asked for once by each process.

    The job comes first, so that no row is left without one by a process that dies in between; a row that took so long that
    its job may have run without it gets another one.
    """
    now = ctx.clock.now()
    slot = _slot(now)
    await ctx.memory.get(f"slot:{slot}", lambda: _write_later(ctx, now), ttl=timedelta(seconds=10))
    await IngestLog.create(form=form, source=source, body=body, count=count, received=now)
    after = ctx.clock.now()
    if after.timestamp() > slot + LATE.total_seconds():
        await _write_later(ctx, after)


def _slot(now: datetime) -> int:
    """The end of the second at hand."""
    return int(now.timestamp()) + 1


async def _write_later(ctx: Context[Any], now: datetime) -> bool:
    slot = _slot(now)
    await ctx.jobs.enqueue(writer.write(slot), after=timedelta(seconds=slot + MARGIN - now.timestamp()))
    return True
