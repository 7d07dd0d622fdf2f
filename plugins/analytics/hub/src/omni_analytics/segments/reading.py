"""The tenant's events, as reports are handed them."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

from omni_analytics.contract.warehouse import WAREHOUSE, Segment, events_within
from omni_sdk import Context
from omni_sdk.errors import NotFound, Unavailable

from .ledger import Stale, listed, version_of

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.expr.types import Expr
    from ibis.expr.types import Table as Relation

SLOW = ("pyarrow", "ibis")
"""What expressions and their answers are made of."""


@dataclass(frozen=True)
class BoundEvents:
    """Over the segments that were listed at one moment: all queries of a report see the same events."""

    ctx: Context[Any]
    version: int
    segments: Sequence[Segment]
    span: tuple[datetime, datetime] | None = None

    @property
    def count(self) -> int:
        """How many events at most have to be read."""
        return sum(segment.rows for segment in self.segments)

    @property
    def table(self) -> Relation:
        """The table `events`, filtered to the span if there is one."""
        return events_within(self.span)

    def during(self, start: datetime, end: datetime) -> BoundEvents:
        """Only those from `start` to before `end`."""
        first, last = start.astimezone(UTC).date(), end.astimezone(UTC).date()
        within = [segment for segment in self.segments if first <= segment.day <= last]
        return BoundEvents(self.ctx, self.version, within, (start, end))

    async def query(self, expression: Expr) -> pa.Table:
        """Asked of the warehouse, in the view that is bound to the tenant.

        `Unavailable` where a segment is gone since: files that held somebody who was erased are removed at once.
        """
        try:
            return await ask(self.ctx, self.version, self.segments, expression)
        except Stale as error:
            msg = "events were erased while they were being read: ask again"
            raise Unavailable(msg) from error


async def ask(ctx: Context[Any], version: int, segments: Sequence[Segment], expression: Expr) -> pa.Table:
    """What the expression says of segments that were listed at that version; `Stale` if one of them was removed since."""
    try:
        return await ctx.driver(WAREHOUSE).query(ctx.blobs, segments, expression)
    except NotFound as error:
        if await version_of(ctx) == version:
            raise  # it is listed, and not there: nobody may go on as if nothing had stood in it
        raise Stale(str(error)) from error


async def events_of(ctx: Context[Any]) -> BoundEvents:
    """The tenant's events, as they stand now."""
    for module in SLOW:
        if module not in sys.modules:  # a second or two, in which the process would answer nobody
            await asyncio.to_thread(import_module, module)
    version, segments = await listed(ctx)
    return BoundEvents(ctx, version, segments)
