"""What this process counts of a tenant, and tells those who watch once a second."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from time import time

from omni_live_traffic.schemas import Second
from omni_sdk import Context
from omni_sdk.errors import CacheDown

from . import store
from .counts import Counts

TOPIC = "live-traffic"


class Meter:
    """Counts by second; while there are requests, a task hands each second on when it is over."""

    def __init__(self) -> None:
        self._own: dict[int, Counts] = {}
        self._task: asyncio.Task[None] | None = None

    @classmethod
    async def new(cls) -> Meter:
        """One for `ctx.memory`."""
        return cls()

    def add(self, ctx: Context, milliseconds: float, *, failed: bool) -> None:
        """One request, answered just now."""
        second = int(time())
        if (counts := self._own.get(second)) is None:
            counts = self._own[second] = Counts()
        counts.add(milliseconds, failed=failed)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._follow(ctx, second))

    async def _follow(self, ctx: Context, first: int) -> None:
        """From a quiet second to the next one: what is drawn of them begins and ends at the ground."""
        second = first - 1
        while second <= first or {second - 1, second} & self._own.keys():
            await asyncio.sleep(max(0.0, second + 1 - time()))
            await ctx.publish(TOPIC, view_of(second, await self._over(ctx, second)).model_dump(mode="json"))
            second += 1
        for old in [one for one in self._own if one < second - store.WINDOW]:
            del self._own[old]

    async def _over(self, ctx: Context, second: int) -> Counts:
        """A second that is over, as all processes counted it so far; without Redis as this one did."""
        own = self._own.get(second, Counts())
        try:
            return await store.add(ctx, second, own)
        except CacheDown:
            return own

    async def last(self, ctx: Context) -> Mapping[int, Counts]:
        """The seconds that are kept and over, the oldest first."""
        now = int(time())
        seconds = range(now - store.WINDOW, now)
        try:
            return await store.read(ctx, seconds)
        except CacheDown:
            return {second: self._own.get(second, Counts()) for second in seconds}


async def meter_of(ctx: Context) -> Meter:
    """The one of the tenant in this process."""
    return await ctx.memory.get("meter", Meter.new)


def view_of(second: int, counts: Counts) -> Second:
    """As it is shown."""
    at = datetime.fromtimestamp(second, UTC)
    return Second(at=at, requests=counts.requests, errors=counts.failed, p50=counts.within(0.5), p95=counts.within(0.95))
