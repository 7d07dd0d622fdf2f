"""A zip that is made while it is read, without a file on the disk, and the same whenever the same is written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Generator, Iterable

from .files import File

EPOCH = (1980, 1, 1, 0, 0, 0)
UNIX = 3
READABLE = 0o100644 << 16


class Pipe(io.RawIOBase):
    """Keeps what is written until it is taken; where it is, cannot be set."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Keep it."""
        self._parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """All since the last time."""
        found = b"".join(self._parts)
        self._parts.clear()
        return found


def archived(files: Iterable[File]) -> Generator[bytes, None, None]:
    """The zip, in as many chunks as the files have, or fewer."""
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            with archive.open(_entry(file.name), "w", force_zip64=file.large) as entry:
                for chunk in file.chunks:
                    entry.write(chunk)
                    if made := pipe.taken():
                        yield made
    yield pipe.taken()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, UNIX, READABLE
    return entry
