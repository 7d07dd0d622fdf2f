"""A tenant's year, written as segments; doing it again with the same seed on the same day changes nothing."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, date
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from omni_analytics.contract.warehouse import SCHEMA, WAREHOUSE, Segment, arrow_schema
from omni_analytics.models import SegmentRow
from omni_analytics.segments.ledger import changing, version_of
from omni_analytics.settings import Settings
from omni_sdk import CommandContext

from . import business, traffic
from .year import Year

if TYPE_CHECKING:
    import pyarrow as pa


async def fill(ctx: CommandContext[Settings], seed: int) -> None:
    """Requests and business events of the last year."""
    name = f"demo-{seed}-{ctx.clock.today().date()}"
    if await SegmentRow.filter(name__contains=f"/{name}.").exists():
        ctx.print(f"{ctx.tenant.slug}: the year of seed {seed} is there already")
        return
    version = await version_of(ctx)
    year = Year(ctx.clock.now(), ctx.tenant.zone)
    # The same seed makes the same year: nothing here is a secret.
    random = Random(f"{seed}:{ctx.tenant.slug}")  # noqa: S311
    days = await asyncio.to_thread(_days, year, ctx.tenant.currency, random)
    warehouse = ctx.driver(WAREHOUSE)
    written: list[Segment] = []
    async for day, events in ctx.track(_each(days), total=len(days), title=f"{ctx.tenant.slug}: events"):
        written.append(await warehouse.write(ctx.blobs, f"events/day={day}/{name}.parquet", day, events))
    async with changing(ctx, version):
        await SegmentRow.bulk_create([SegmentRow(**{n: getattr(s, n) for n in ("name", "day", "rows", "size")}) for s in written])


async def _each(days: dict[date, pa.Table]) -> AsyncIterator[tuple[date, pa.Table]]:
    for day, events in days.items():
        yield day, events


def _days(year: Year, currency: str, random: Random) -> dict[date, pa.Table]:
    people = [str(UUID(int=random.getrandbits(128), version=4)) for _ in range(traffic.PEOPLE)]
    keys = [str(UUID(int=random.getrandbits(128), version=4)) for _ in range(4)]
    found: dict[date, list[dict[str, Any]]] = defaultdict(list)
    _sorted(found, traffic.requests(random, year, (people, keys)), year, random)
    _sorted(found, business.events(random, year, currency), year, random)
    return {day: _table(rows) for day, rows in sorted(found.items())}


def _sorted(found: dict[date, list[dict[str, Any]]], rows: Iterable[dict[str, Any]], year: Year, random: Random) -> None:
    for row in rows:
        if row["time"] > year.now:
            continue
        moment = row["time"].astimezone(UTC).replace(tzinfo=None)
        row |= {"message_id": f"demo-{random.getrandbits(96):024x}", "time": moment, "received": moment}
        found[moment.date()].append(row)


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    import pyarrow as pa

    rows.sort(key=lambda row: row["time"])
    return pa.table({name: [row.get(name) for row in rows] for name in SCHEMA}, schema=arrow_schema())
