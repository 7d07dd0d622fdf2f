"""Reading a file that was sent in, in the background."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from omni_analytics.models import Import
from omni_analytics.settings import Settings
from omni_sdk import Backoff, JobContext, job
from omni_sdk.errors import Discard, NotFound

from .lots import RUNNING, Stopped, lots, reader_of, take
from .records import BadFile

LONG = timedelta(hours=6)
TRIES = Backoff(attempts=5, first=timedelta(seconds=10))


def blob_of(import_id: UUID) -> str:
    """Where a file lies as long as it is read."""
    return f"imports/{import_id}"


@job("import", unique=str, retry=TRIES, timeout=LONG)
async def run_import(ctx: JobContext[Settings], import_id: UUID) -> int:
    """Read a file from where it was read to; gives how many events were taken in."""
    row = await Import.get_or_none(id=import_id)
    if row is None or row.state not in RUNNING:
        return 0  # cancelled before it began, or done by an attempt that was taken for dead
    try:
        await _read(ctx, row)
    except Stopped:
        return row.accepted
    except (BadFile, NotFound) as error:
        await end(ctx, row, "failed", str(error))
        raise Discard(str(error)) from error
    except Exception as error:
        if ctx.last_attempt:
            await end(ctx, row, "failed", f"it could not be read: {error!r}")
        raise
    await end(ctx, row, "done")
    return row.accepted


async def _read(ctx: JobContext[Settings], row: Import) -> None:
    blob = blob_of(row.id)
    reader = await reader_of(row, ctx.blobs.read(blob))
    async for lot in lots(ctx.blobs.read(blob, start=row.read), reader):
        await take(ctx, row, lot)
        told = f"{row.accepted} events taken in, {row.rejected} rejected"
        ctx.progress(min(0.99, row.read / max(1, row.size)), told)


async def end(ctx: JobContext[Settings], row: Import, state: str, error: str = "") -> None:
    """Say how it ended, and let go of the file; what was cancelled meanwhile stays cancelled."""
    row.state, row.error, row.finished_at = state, error[:1000], ctx.clock.now()
    changed = {"state": row.state, "error": row.error, "finished_at": row.finished_at}
    if await Import.filter(id=row.id, state__in=RUNNING).update(**changed):
        await ctx.blobs.delete(blob_of(row.id))
