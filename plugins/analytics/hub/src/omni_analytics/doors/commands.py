"""`omni analytics import FILE`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO

from omni_analytics.models import Import
from omni_analytics.settings import Settings
from omni_sdk import Command, CommandContext
from omni_sdk.errors import CommandFailed, Invalid

from .importing.lots import Stopped, lots, reader_of, take
from .importing.records import BadFile
from .imports import FileFormat, format_of

PIECE = 1 << 20
STDIN = "-"


async def import_file(
    ctx: CommandContext[Settings],
    file: Path,
    *,
    format: FileFormat | None = None,  # noqa: A002  (people read it so)
) -> None:
    """Read events from a CSV file or JSON lines; `-` is the standard input. Stopped half-way, it goes on where it was."""
    try:
        row = await _row(file, format_of(str(file), format))
        with sys.stdin.buffer if str(file) == STDIN else file.open("rb") as source:
            await _read(ctx, row, source)
    except (OSError, Invalid, BadFile, Stopped) as error:
        raise CommandFailed(f"{file}: {error}") from error
    row.state, row.finished_at = "done", ctx.clock.now()
    await row.save(update_fields=["state", "finished_at"])
    ctx.print({"import": str(row.id), "events": row.accepted, "rejected": row.rejected})


async def _row(file: Path, read_as: FileFormat) -> Import:
    """The one of the same file that did not come to its end, or a new one."""
    filename = str(file) if str(file) == STDIN else file.name
    size = 0 if filename == STDIN else (await asyncio.to_thread(file.stat)).st_size
    made = Import(filename=filename[:200], format=read_as, size=size, state="running")
    same = Import.filter(filename=made.filename, format=read_as, size=size, state="running", job_id=None)
    if size and (before := await same.order_by("-id").first()) is not None:
        return before
    await made.save()
    return made


async def _read(ctx: CommandContext[Settings], row: Import, source: BinaryIO) -> None:
    before, title = row.read, f"reading {row.filename}"
    reader = await reader_of(row, _pieces(source))
    if before:
        source.seek(before)
    total = -(-(row.size - before) // PIECE) if row.size else None
    async for lot in lots(ctx.track(_pieces(source), total=total, title=title), reader):
        await take(ctx, row, lot)
        row.size = max(row.size, row.read)


async def _pieces(source: BinaryIO) -> AsyncIterator[bytes]:
    while piece := await asyncio.to_thread(source.read, PIECE):
        yield piece


COMMANDS = (Command("import", import_file),)
