"""What is uploaded, from chunks of any size to parts; and a feed that can be given up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Self


class GivenUp(Exception):
    """Raised to the uploading library, so that it aborts the upload at the server."""


async def parts_of(chunks: AsyncIterator[bytes], size: int) -> AsyncIterator[bytes]:
    """The same bytes in parts of `size`, the last one shorter: at least one, if an empty one."""
    part, given = bytearray(), False
    async for chunk in chunks:
        part += chunk
        while len(part) >= size:
            yield bytes(part[:size])
            given = True
            del part[:size]
    if part or not given:
        yield bytes(part)


class Feed:
    """An iterator that another task is fed by: one part waits in it at most.

    The library would pull a generator by itself, in a task of its own: when the writer is cancelled it drops the
    upload and leaves the parts at the server. Here it hears of it, and aborts.
    """

    def __init__(self) -> None:
        self._parts: asyncio.Queue[bytes | GivenUp | None] = asyncio.Queue(1)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        part = await self._parts.get()
        if isinstance(part, GivenUp):
            raise part
        if part is None:
            raise StopAsyncIteration
        return part

    async def give(self, part: bytes | None, taker: asyncio.Future[Any]) -> None:
        """Hand over a part, or None at the end, once there is room; at once if the taker has failed."""
        putting: asyncio.Future[Any] = asyncio.ensure_future(self._parts.put(part))
        try:
            await asyncio.wait({putting, taker}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            putting.cancel()

    def give_up(self) -> None:
        """Let the taker fail, if it still asks, whatever waits for it."""
        while not self._parts.empty():
            self._parts.get_nowait()
        self._parts.put_nowait(GivenUp())
