"""A zip that is sent while it is made: nothing of it is kept, however large it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


class _Sink:
    """A file that can only be written to, and gives away what it has."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, content: bytes) -> int:
        """Keep it until it is taken."""
        self._parts.append(bytes(content))
        return len(content)

    def flush(self) -> None:
        """There is nothing between this and whoever takes it."""

    def close(self) -> None:
        """Likewise."""

    def take(self) -> bytes:
        """What was written since the last time."""
        taken, self._parts = b"".join(self._parts), []
        return taken


async def zipped(files: AsyncIterator[tuple[str, AsyncIterator[bytes]]], now: datetime) -> AsyncIterator[bytes]:
    """The archive of these files: (name, content), one after the other, with this date."""
    sink = _Sink()
    with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
        async for name, chunks in files:
            about = ZipInfo(name, now.timetuple()[:6])
            about.compress_type = ZIP_DEFLATED
            with archive.open(about, "w", force_zip64=True) as file:
                async for chunk in chunks:
                    # Compressing takes its time, and others wait for this thread.
                    await asyncio.to_thread(file.write, chunk)
                    if ready := sink.take():
                        yield ready
    if rest := sink.take():
        yield rest
