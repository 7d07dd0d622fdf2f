"""Files that nobody lists are removed: what a write left that was never committed, and what was replaced."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from omni_analytics.contract.warehouse import WAREHOUSE
from omni_analytics.models import Retired, SegmentRow
from omni_analytics.segments.ledger import FOLDER, clearing
from omni_sdk import Context
from omni_sdk.errors import NotFound

AFTER = timedelta(hours=1)
"""Whoever began to read a segment before it was replaced has so long to come to its end."""
LOT = 500
"""Names that the database is asked for at once."""


async def clear(ctx: Context[Any], after: timedelta = AFTER) -> int:
    """Remove files that are not listed for so long; gives how many."""
    before = ctx.clock.now() - after
    retired = [str(name) for name in await Retired.filter(at__lte=before).values_list("name", flat=True)]
    names = retired + await _unknown(ctx, before)
    if not names:
        return 0
    async with clearing(ctx):  # nobody lists any of them from now on, since names hold the version they were made at
        gone = set(names) - await _listed(names)
    for name in sorted(gone):
        await ctx.driver(WAREHOUSE).drop(ctx.blobs, name)
    for at in range(0, len(retired), LOT):
        await Retired.filter(name__in=retired[at : at + LOT]).delete()
    return len(gone)


async def _unknown(ctx: Context[Any], before: datetime) -> list[str]:
    """Files that are neither listed nor were, and were written before then."""
    there = [name async for name in ctx.blobs.list(FOLDER)]
    strange = set(there) - await _listed(there)
    for at in range(0, len(there), LOT):
        strange -= set(await Retired.filter(name__in=there[at : at + LOT]).values_list("name", flat=True))
    return [name for name in strange if await _older(ctx, name, before)]


async def _listed(names: list[str]) -> set[str]:
    found: set[str] = set()
    for at in range(0, len(names), LOT):
        rows = SegmentRow.filter(name__in=names[at : at + LOT])
        found |= {str(name) for name in await rows.values_list("name", flat=True)}
    return found


async def _older(ctx: Context[Any], name: str, before: datetime) -> bool:
    try:
        return (await ctx.blobs.stat(name)).modified <= before
    except NotFound:  # another one removed it
        return False
