"""A workbook's way: written by a thread into a folder of its own, streamed from there, and removed however that ends."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import aclosing
from pathlib import Path
from threading import Event

from omni_analytics import Report, streamed, threaded

from .book import write

CHUNK = 64 * 1024


async def workbook(report: Report, say: Callable[..., str]) -> AsyncGenerator[bytes, None]:
    """The file, in chunks of 64 kB."""
    with tempfile.TemporaryDirectory(prefix="omni-xlsx-") as folder:
        path, stopped = Path(folder, "report.xlsx"), Event()
        await threaded(lambda: write(report, say, path, stopped), stopped.set)
        async with aclosing(streamed(_read(path))) as chunks:
            async for chunk in chunks:
                yield chunk


def _read(path: Path) -> Generator[bytes, None, None]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
