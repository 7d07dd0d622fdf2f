"""Server-sent events (HTML Standard, 9.2): one task per stream fills a bounded queue, with heartbeats when it is idle."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection

from pydantic import JsonValue
from pydantic_core import to_json

HEARTBEAT_SECONDS = 15.0
HEARTBEAT = b": still here\n\n"
QUEUE = 64


class Lives:
    """The open streams of this process, so that they can be kept awake, and ended: before the server waits for them, and
    when somebody's rights changed. Browsers come again by themselves, and are looked at anew (ASVS 5.0, 7.4.1).
    """

    def __init__(self) -> None:
        self._open: dict[asyncio.Queue[bytes | None], Collection[str]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self.ended = False

    def frames(self, events: AsyncIterator[JsonValue], of: Collection[str] = ()) -> AsyncIterator[bytes]:
        """What is sent for a stream of values; ends when they do, when the server stops, or when one `of` the ids changes
        by which it was allowed.
        """
        return self._frames(events, of)

    def changed(self, subject: str | None) -> None:
        """End the streams that were allowed by this id; None is any."""
        for queue, of in self._open.items():
            if subject is None or subject in of:
                end(queue)

    def end(self) -> None:
        """End every stream, and each that is still to come."""
        self.ended = True
        for queue in self._open:
            end(queue)

    async def _frames(self, events: AsyncIterator[JsonValue], of: Collection[str]) -> AsyncIterator[bytes]:
        queue: asyncio.Queue[bytes | None] = asyncio.Queue(QUEUE)
        self._open[queue] = of
        self._tick()
        # Values are read in a task of their own: a generator's context variables hold only within one task.
        reader = asyncio.create_task(pump(events, queue), name="omni-live")
        try:
            yield HEARTBEAT
            while not self.ended and (frame := await queue.get()) is not None:
                yield frame
            if reader.done() and not reader.cancelled():
                reader.result()
        finally:
            del self._open[queue]
            reader.cancel()
            await asyncio.wait([reader])

    def _tick(self) -> None:
        """One timer for all streams, running while there are some."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(HEARTBEAT_SECONDS, self._beat)

    def _beat(self) -> None:
        self._timer = None
        for queue in self._open:
            if queue.empty():
                queue.put_nowait(HEARTBEAT)
        if self._open:
            self._tick()


async def pump(events: AsyncIterator[JsonValue], queue: asyncio.Queue[bytes | None]) -> None:
    """Write each value as a frame; JSON has no line breaks, so one `data:` line is enough."""
    try:
        async for value in events:
            await queue.put(b"data: " + to_json(value, fallback=str) + b"\n\n")
    finally:
        if (close := getattr(events, "aclose", None)) is not None:
            await close()
        end(queue)


def end(queue: asyncio.Queue[bytes | None]) -> None:
    """Let the reader of a queue see its end, after what is in it unless it is full."""
    if queue.full():
        queue.get_nowait()
    queue.put_nowait(None)
