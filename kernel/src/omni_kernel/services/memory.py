"""Objects kept in this process, loaded once by many who ask at once."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

T = TypeVar("T")
Owner = tuple[str, UUID | None]


class ProcessMemory:
    """The least used is dropped first, over all plugins."""

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[Owner, str], tuple[float, asyncio.Future[Any]]] = OrderedDict()
        self.reads = Counter[tuple[str, str]]()
        """By plugin and outcome (hit, miss), since the process began: for metrics."""

    async def get(self, owner: Owner, key: str, load: Callable[[], Awaitable[T]], ttl: timedelta | None) -> T:
        """What is kept under the key, or what `load` gives; a failed load is not kept."""
        place = (owner, key)
        until, future = self._kept.get(place, (0.0, None))
        fresh = future is None or until < time.monotonic()
        self.reads[owner[0], "miss" if fresh else "hit"] += 1
        if future is None or fresh:
            future = asyncio.ensure_future(load())
            life = ttl.total_seconds() if ttl else float("inf")
            self._kept[place] = (time.monotonic() + life, future)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        self._kept.move_to_end(place)
        try:
            found: T = await asyncio.shield(future)
        except BaseException:
            if future.done() and (future.cancelled() or future.exception()):
                self._forget(place, future)
            raise
        return found

    def drop(self, owner: Owner, key: str) -> None:
        """Forget one."""
        self._kept.pop((owner, key), None)

    def _forget(self, place: tuple[Owner, str], future: asyncio.Future[Any]) -> None:
        if self._kept.get(place, (0, None))[1] is future:
            del self._kept[place]


class BoundMemory:
    """The SDK's Memory of one plugin in one tenant."""

    __slots__ = ("_memory", "_owner")

    def __init__(self, memory: ProcessMemory, owner: Owner) -> None:
        self._memory = memory
        self._owner = owner

    async def get(self, key: str, load: Callable[[], Awaitable[T]], *, ttl: timedelta | None = None) -> T:
        """What is kept under the key, or what `load` gives."""
        return await self._memory.get(self._owner, key, load, ttl)

    def drop(self, key: str) -> None:
        """Forget one."""
        self._memory.drop(self._owner, key)
