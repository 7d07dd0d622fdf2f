"""Local copies of segments: fetched from the blob store once, since a segment never changes."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from uuid import UUID

from omni_analytics import Segment
from omni_sdk.drivers import BlobsDown
from omni_sdk.services import Blobs

FETCHES = 8
"""Segments that are fetched at once."""
LOOK_AGAIN = 600.0
"""Seconds between two looks at what of a tenant's copies is in the blob store no more."""
ABANDONED = 3600.0
"""Seconds after which a half-written file is nobody's."""
DAY = 86_400.0


class Copies:
    """The copies of all tenants, in a folder that several processes may share."""

    def __init__(self, folder: Path, limit: int, days: float) -> None:
        self.folder, self._limit, self._days = folder, limit, days
        self._looked: dict[UUID, float] = {}

    def path(self, tenant: UUID, name: str) -> Path:
        """Where the copy of a segment lies."""
        return self.folder / str(tenant) / name

    async def present(self, tenant: UUID, blobs: Blobs, segments: Sequence[Segment]) -> list[Path]:
        """The paths of the segments' copies; those that are missing are fetched. Another process may remove one again."""
        paths = [self.path(tenant, segment.name) for segment in segments]
        missing = await asyncio.to_thread(_missing, paths, segments)
        if missing:
            gate = asyncio.Semaphore(FETCHES)

            async def fetch(at: int) -> None:
                async with gate:
                    await self._fetch(blobs, segments[at], paths[at])

            await asyncio.gather(*map(fetch, missing))
            await asyncio.to_thread(self.trim, set(paths))
        await self._forget_removed(tenant, blobs)
        return paths

    def keep(self, tenant: UUID, name: str, content: bytes) -> None:
        """Put a copy there, of what is in the blob store already."""
        with closing(_Part(self.path(tenant, name))) as part:
            part.write(content)
            part.finish()

    def forget(self, tenant: UUID, name: str) -> None:
        """Remove a copy, if there is one."""
        _remove(self.path(tenant, name))

    def trim(self, wanted: set[Path]) -> None:
        """Remove copies that nobody used for long, and beyond the limit those that were used least recently.

        Those that are wanted now stay. What was erased stands in no copy for longer, even where nobody asks any more.
        """
        found, now = [], time.time()
        for path, stat in _files(self.folder):
            old = ABANDONED if path.suffix == ".part" else self._days * DAY
            if path not in wanted and stat.st_mtime < now - old:
                _remove(path)
            elif path.suffix == ".parquet":
                found.append((stat.st_mtime, stat.st_size, path))
        total = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if total <= self._limit:
                return
            if path not in wanted:
                _remove(path)
                total -= size

    async def _fetch(self, blobs: Blobs, segment: Segment, path: Path) -> None:
        part = await asyncio.to_thread(_Part, path)
        try:
            async for chunk in blobs.read(segment.name):
                await asyncio.to_thread(part.write, chunk)
            if part.size != segment.size:
                raise BlobsDown(
                    f"the segment {segment.name!r} has {part.size} bytes, and was written with {segment.size}: "
                    "the blob store has damaged it; restore it from a backup"
                )
            await asyncio.to_thread(part.finish)
        finally:
            part.close()

    async def _forget_removed(self, tenant: UUID, blobs: Blobs) -> None:
        """Remove copies of segments that are in the blob store no more: another process may have dropped them."""
        if time.monotonic() < self._looked.get(tenant, 0.0):
            return
        self._looked[tenant] = time.monotonic() + LOOK_AGAIN
        home = self.folder / str(tenant)
        here = await asyncio.to_thread(lambda: [path for path, _ in _files(home) if path.suffix == ".parquet"])
        names = {path.relative_to(home).as_posix(): path for path in here}
        there: set[str] = set()
        for folder in {name.partition("/")[0] for name in names}:
            there |= {name async for name in blobs.list(folder)}
        for name in names.keys() - there:
            await asyncio.to_thread(_remove, names[name])


class _Part:
    """A copy on its way: nobody sees it before it is whole."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        self._path, self._part, self._file = path, Path(name), os.fdopen(handle, "wb")
        self.size = 0

    def write(self, chunk: bytes) -> None:
        self.size += self._file.write(chunk)

    def finish(self) -> None:
        self._file.close()
        self._part.replace(self._path)

    def close(self) -> None:
        """Leave nothing behind of one that is not finished."""
        self._file.close()
        _remove(self._part)


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            if path.is_file():
                yield path, path.stat()


def _remove(path: Path) -> None:
    with suppress(FileNotFoundError):
        path.unlink()


def _missing(paths: Sequence[Path], segments: Sequence[Segment]) -> list[int]:
    """Which copies are not there, or not whole; the others are marked as used now."""
    found = []
    for at, (path, segment) in enumerate(zip(paths, segments, strict=True)):
        try:
            whole = path.stat().st_size == segment.size
            if whole:
                os.utime(path)
        except FileNotFoundError:
            whole = False
        if not whole:
            found.append(at)
    return found
