"""Renders 100,000 rows of ten columns, and prints the size of the file and the most memory that this process had."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from omni_analytics import Column, Report, Result, Row, Table
from omni_format_xlsx.plugin import render

BEGAN = datetime(2026, 3, 1, tzinfo=UTC)
KINDS: Any = ("time", "date", "text", "text", "integer", "bytes", "seconds", "percent", "money", "boolean")


class Rows(Sequence[Row]):
    """Made while they are read."""

    def __len__(self) -> int:
        return 100_000

    def __getitem__(self, at: Any) -> Any:
        raise IndexError(at)

    def __iter__(self) -> Iterator[Row]:
        for at in range(len(self)):
            day = date(2026, 3, 1 + at % 30)
            yield (
                BEGAN + timedelta(seconds=at),
                day,
                f"GET /things/{at % 97}",
                f"p {at}",
                at,
                at,
                at / 7,
                0.5,
                Decimal(at),
                at < 9,
            )


async def main() -> int:
    """One workbook, and how large it is."""
    table = Table("rows", "Rows", [Column(f"c{at}", kind, kind) for at, kind in enumerate(KINDS)], Rows())
    report = Report("usage", "Usage", "First", "en", BEGAN, None, [], Result(tables=[table]))
    ctx: Any = SimpleNamespace(locale=SimpleNamespace(text=lambda message, **_: message))
    size = 0
    async for chunk in (await render(ctx, report)).chunks:
        size += len(chunk)
    return size


size = asyncio.run(main())
# What `resource` tells may be of the process that started this one.
[peak] = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
print(size, int(peak) * 1024)  # noqa: T201
