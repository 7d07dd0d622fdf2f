"""What is done by the clock, so that nothing is left behind and nothing is kept for too long."""

from __future__ import annotations

from datetime import timedelta

from omni_analytics.ingest.writer import write
from omni_analytics.settings import Settings
from omni_sdk import JobContext, Schedule, job

from . import clearance, compaction, erasure, retention


@job("tend", queue="upkeep", unique=lambda: "one", timeout=timedelta(hours=2))
async def tend(ctx: JobContext[Settings]) -> dict[str, int]:
    """Once a night: what is too old is forgotten, days become one segment each, files that nobody lists are removed."""
    gone = await retention.forget(ctx)
    ctx.progress(0.2, "compacting")
    compacted = await compaction.compact(ctx)
    ctx.progress(0.8, "removing files")
    return gone | {"compacted": compacted, "files": await clearance.clear(ctx)}


@job("clear", queue="upkeep", unique=lambda: "one", timeout=timedelta(hours=1))
async def clear(ctx: JobContext[Settings]) -> int:
    """Once an hour: files that nobody lists are removed; gives how many."""
    return await clearance.clear(ctx)


JOBS = (tend, clear, compaction.compact_day, erasure.erase)
SCHEDULES = (
    # A job that found the warehouse away for long is a dead letter; what it should have written is not forgotten.
    Schedule("write", "*/5 * * * *", write(0)),
    Schedule("clear", "23 * * * *", clear(), catch_up="none"),
    Schedule("tend", "37 2 * * *", tend()),
)
