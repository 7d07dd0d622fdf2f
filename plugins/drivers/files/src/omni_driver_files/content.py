"""What is read of a blob."""

from __future__ import annotations

from asyncio import to_thread
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final, Self

from .disk import told

CHUNK_BYTES: Final = 1024 * 1024
"""Each is a turn of a thread, which costs more than what it reads from a cache."""


class FileContent:
    """The next `left` bytes of an open file, which it closes; also when nobody reads them."""

    def __init__(self, file: BinaryIO, left: int) -> None:
        self._file, self._left = file, left

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        chunk = await to_thread(self._read) if self._left > 0 and not self._file.closed else b""
        if not chunk:
            self._file.close()
            raise StopAsyncIteration
        self._left -= len(chunk)
        return chunk

    def _read(self) -> bytes:
        with told("read", Path(self._file.name)):
            return self._file.read(min(CHUNK_BYTES, self._left))

    async def aclose(self) -> None:
        """Close the file."""
        self._file.close()

    def __del__(self) -> None:
        with suppress(OSError):
            self._file.close()
