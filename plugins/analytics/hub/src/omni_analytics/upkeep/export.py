"""All events of a tenant, handed out; and what remains outside of the plugin's tables and files, removed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC
from typing import TYPE_CHECKING, Any

from pydantic_core import to_json

from omni_analytics.contract.warehouse import WAREHOUSE, events_table
from omni_analytics.models import SegmentRow
from omni_analytics.segments.ledger import FOLDER, clearing, listed
from omni_analytics.segments.reading import ask
from omni_sdk import Context

if TYPE_CHECKING:
    import pyarrow as pa

LINES = 2000
"""That are made at once."""


async def export(ctx: Context[Any]) -> AsyncIterator[bytes]:
    """Every event, a line of JSON each, the oldest day first; read segment by segment, never held whole."""
    version, segments = await listed(ctx)
    for segment in segments:
        table = await ask(ctx, version, [segment], events_table().order_by(["time", "message_id"]))
        for at in range(0, table.num_rows, LINES):
            yield await asyncio.to_thread(_lines, table.slice(at, LINES))


def _lines(table: pa.Table) -> bytes:
    """What is unknown is left out; times are UTC, and say so."""
    lines = []
    for row in table.to_pylist():
        for name in ("time", "received"):
            row[name] = row[name].replace(tzinfo=UTC)
        lines.append(to_json({name: value for name, value in row.items() if value is not None}))
    return b"\n".join(lines) + b"\n" if lines else b""


async def purge(ctx: Context[Any]) -> None:
    """Have the warehouse forget all segments, wherever it keeps them; rows and files are removed by Omni itself."""
    async with clearing(ctx):
        names = {str(name) for name in await SegmentRow.all().values_list("name", flat=True)}
        await SegmentRow.all().delete()
    names |= {name async for name in ctx.blobs.list(FOLDER)}
    for name in sorted(names):
        await ctx.driver(WAREHOUSE).drop(ctx.blobs, name)
