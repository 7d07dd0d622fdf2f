"""A warehouse in which something happens, or breaks, before or after a call; the real one does the work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any, Self, TypeVar

from omni_analytics import Segment, Warehouse
from omni_sdk import Tenant
from omni_sdk.services import Blobs

T = TypeVar("T")
Happening = Callable[[], Awaitable[None]]


class Killed(Exception):
    """Whoever wrote was killed there."""


async def killed() -> None:
    """What happens to somebody who is killed."""
    raise Killed


class Faulty(Warehouse):
    """`happens["before write"] = …`: once, at the next such call."""

    def __init__(self, real: Warehouse) -> None:
        self.real = real
        self.happens: dict[str, Happening] = {}
        self.calls: list[str] = []

    def for_tenant(self, tenant: Tenant) -> Self:
        """The same over the real one's view."""
        bound = object.__new__(type(self))
        bound.__dict__ = self.__dict__ | {"real": self.real.for_tenant(tenant)}
        return bound

    async def write(self, blobs: Blobs, name: str, day: date, events: Any) -> Segment:
        """Like the real one."""
        return await self._told("write", self.real.write, blobs, name, day, events)

    async def query(self, blobs: Blobs, segments: Sequence[Segment], expression: Any) -> Any:
        """Likewise."""
        return await self._told("query", self.real.query, blobs, segments, expression)

    async def drop(self, blobs: Blobs, name: str) -> None:
        """Likewise."""
        await self._told("drop", self.real.drop, blobs, name)

    async def _told(self, call: str, real: Callable[..., Awaitable[T]], *args: Any) -> T:
        self.calls.append(call)
        if (happens := self.happens.pop(f"before {call}", None)) is not None:
            await happens()
        answer = await real(*args)
        if (happens := self.happens.pop(f"after {call}", None)) is not None:
            await happens()
        return answer
