"""Live messages to people of a tenant who have the dashboard open: best effort, over all processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4
from weakref import WeakSet

import orjson

if TYPE_CHECKING:
    from pydantic import JsonValue

    from omni_kernel.redis.link import RedisLink

CHANNEL: Final = "omni:live"
INSTALLATION: Final = UUID(int=0)
"""In the place of a tenant: what belongs to none, for platform administrators."""
QUEUE: Final = 256
_PREFIX: Final = 32


class Subscription(AsyncIterator[tuple[str, "JsonValue"]]):
    """What one listener has yet to read; when it is slow, the oldest are dropped."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[tuple[str, JsonValue] | None] = asyncio.Queue(QUEUE)

    def put(self, item: tuple[str, JsonValue] | None) -> None:
        """Add a message; None ends the stream."""
        if self._queue.full():
            self._queue.get_nowait()
        self._queue.put_nowait(item)

    async def __anext__(self) -> tuple[str, JsonValue]:
        """Wait for the next (topic, data)."""
        item = await self._queue.get()
        if item is None:
            self.put(None)
            raise StopAsyncIteration
        return item


class LiveStream:
    """One subscription to Redis per process, handed on to the listeners of each tenant."""

    def __init__(self, link: RedisLink) -> None:
        self._link = link
        self._me = uuid4().hex.encode()
        self._listeners: dict[UUID, WeakSet[Subscription]] = {}
        self._stopped = False
        link.subscribe(CHANNEL, self._received)

    def publish(self, tenant_id: UUID, topic: str, data: JsonValue) -> None:
        """Tell the listeners of this process at once, and those of others when Redis is there; never raises for it."""
        self._deliver(tenant_id, topic, data)
        payload = orjson.dumps([topic, data])
        self._link.publish_soon(CHANNEL, self._me + tenant_id.hex.encode() + payload)

    def tell(self, tenant_id: UUID | None, topic: str, data: JsonValue) -> None:
        """Tell the listeners of this process only, for what every process learns by itself; None is every tenant's, and
        those of the installation.
        """
        for listening in [tenant_id] if tenant_id is not None else list(self._listeners):
            self._deliver(listening, topic, data)

    def subscribe(self, tenant_id: UUID) -> Subscription:
        """What is published for this tenant from now on, until `stop`."""
        made = Subscription()
        if self._stopped:
            made.put(None)
        self._listeners.setdefault(tenant_id, WeakSet()).add(made)
        return made

    def stop(self) -> None:
        """End every subscription, so that streams close before the process does."""
        self._stopped = True
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.put(None)

    def _received(self, message: bytes) -> None:
        if message.startswith(self._me):
            return
        tenant_id = UUID(message[_PREFIX : 2 * _PREFIX].decode())
        if tenant_id in self._listeners:
            topic, data = orjson.loads(message[2 * _PREFIX :])
            self._deliver(tenant_id, topic, data)

    def _deliver(self, tenant_id: UUID, topic: str, data: JsonValue) -> None:
        listeners = self._listeners.get(tenant_id)
        if listeners is None:
            return
        for listener in list(listeners):
            listener.put((topic, data))
        if not listeners:
            del self._listeners[tenant_id]
