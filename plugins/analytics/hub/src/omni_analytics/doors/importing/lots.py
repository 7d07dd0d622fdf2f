"""Records, a thousand at a time: what is fit goes to the log, the rest to the list of rejected events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic_core import to_json

from omni_analytics.ingest.events import Batch, Refusal, Rows, refusal
from omni_analytics.ingest.log import keep
from omni_analytics.models import Import, Rejected
from omni_analytics.settings import Settings
from omni_sdk import Context

from .csv_rows import CsvRows, Header
from .json_lines import JsonLines
from .records import BadFile, Reader, Record

LOT = 1000
RUNNING = ("queued", "running")


class Stopped(Exception):
    """The import was cancelled, or somebody else is reading the same file on."""


@dataclass(frozen=True)
class Lot:
    """Some records, and where the file goes on behind them."""

    records: Sequence[Record]
    end: int
    line: int


async def lots(pieces: AsyncIterator[bytes], reader: Reader) -> AsyncIterator[Lot]:
    """All records of a file from where the reader stands, in lots; the last one may be empty, and stands at the end."""
    waiting: list[Record] = []
    async for piece in pieces:
        waiting += await asyncio.to_thread(lambda: list(reader.feed(piece)))  # noqa: B023  (awaited at once)
        while len(waiting) >= LOT:
            lot, waiting = waiting[:LOT], waiting[LOT:]
            yield Lot(lot, lot[-1].end, lot[-1].after)
    waiting += reader.finish()
    while len(waiting) > LOT:
        lot, waiting = waiting[:LOT], waiting[LOT:]
        yield Lot(lot, lot[-1].end, lot[-1].after)
    yield Lot(waiting, reader.end, reader.line)


async def reader_of(row: Import, head: AsyncIterator[bytes]) -> Reader:
    """Where an import stands; `head` is the file from its beginning, asked only where that says how to go on."""
    if row.format == "jsonl":
        return JsonLines(end=row.read, line=row.line)
    return CsvRows(end=row.read, line=row.line, header=await _header(head) if row.read else None)


async def _header(head: AsyncIterator[bytes]) -> Header:
    reader = CsvRows()
    async for piece in head:
        for _ in reader.feed(piece):
            pass
        if reader.header is not None:
            return reader.header
    msg = "the file has no header any more"
    raise BadFile(msg)


async def take(ctx: Context[Settings], row: Import, lot: Lot) -> None:
    """Put a lot into the log and move the import on, in one transaction: whoever is killed here neither loses nor doubles."""
    now, strict = ctx.clock.now(), ctx.settings.unknown_events == "reject"
    items, refused = await asyncio.to_thread(_checked, row.id, lot.records, now, strict)
    moved: dict[str, Any] = {
        "read": lot.end,
        "line": lot.line,
        "accepted": row.accepted + len(items),
        "rejected": row.rejected + len(refused),
        "state": "running",
    }
    async with ctx.db.transaction():
        if not await Import.filter(id=row.id, read=row.read, line=row.line, state__in=RUNNING).update(**moved):
            raise Stopped("the import was cancelled, or is being read by somebody else")
        if refused:
            await Rejected.bulk_create([Rejected(**vars(one)) for one in refused])
        if items:
            await keep(ctx, "import", "import", to_json(items), len(items))
    row.update_from_dict(moved)


def _checked(
    import_id: UUID, records: Sequence[Record], now: datetime, strict: bool
) -> tuple[list[dict[str, Any]], list[Refusal]]:
    """Events with their ids, and what is refused with its line."""
    batch, rows = Batch(str(import_id), "import", "import", now, b""), Rows(strict=strict)
    items: list[dict[str, Any]] = []
    refused: list[Refusal] = []
    for record in records:
        reason = record.reason or rows.take(batch, record.line, record.item)
        if reason is not None:
            refused.append(refusal(batch, record.item, f"line {record.line}: {reason}"))
        else:
            items.append(_named(record.item, f"{import_id}:{record.line}"))
    return items, refused


def _named(item: dict[str, Any], default: str) -> dict[str, Any]:
    """The event with an id that is the same whenever this line is read."""
    name = "messageId" if "type" in item else "message_id"
    return item if item.get(name) else {**item, name: default}
