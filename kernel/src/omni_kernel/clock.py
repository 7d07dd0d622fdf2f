"""The one source of time: tests move it, everything else only reads it."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

TOLERANCE_SECONDS = 2.0


class Clock:
    """Wall clock in UTC, shifted by `offset` seconds: in tests, and where the machine's clock is not that of the database."""

    def __init__(self) -> None:
        self.offset = 0.0
        self._agreed = 0.0

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.fromtimestamp(self.timestamp(), UTC)

    def timestamp(self) -> float:
        """Seconds since the epoch."""
        return time.time() + self.offset

    def monotonic(self) -> float:
        """Seconds by a watch that nobody sets (tests move it along): for how long something took, never for when."""
        return time.monotonic() + self.offset - self._agreed

    def agree(self, now: float, asked: float) -> float:
        """Go by another clock, which said `now` to a question that we began at `asked` (both in seconds since the epoch),
        if it differs by more than the question took; gives the difference.
        """
        if asked - TOLERANCE_SECONDS <= now <= self.timestamp() + TOLERANCE_SECONDS:
            return 0.0
        off = now - self.timestamp()
        self.offset += off
        self._agreed += off
        return off

    def set(self, now: datetime) -> None:
        """Make it `now`; time goes on from there."""
        self.offset = now.timestamp() - time.time()

    async def sleep(self, seconds: float) -> None:
        """Let others run for so long."""
        await asyncio.sleep(seconds)

    def advance(self, by: timedelta) -> None:
        """Let so much time have passed."""
        self.offset += by.total_seconds()


class ZonedClock:
    """The clock as a plugin sees it: `today()` is midnight where the tenant is."""

    __slots__ = ("_clock", "_zone")

    def __init__(self, clock: Clock, zone: ZoneInfo | None) -> None:
        self._clock = clock
        self._zone = zone

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return self._clock.now()

    def today(self) -> datetime:
        """When this day began in the tenant's time zone."""
        here = self._clock.now().astimezone(self._zone or UTC)
        return here.replace(hour=0, minute=0, second=0, microsecond=0)

    async def sleep(self, seconds: float) -> None:
        """Let others run for so long."""
        await self._clock.sleep(seconds)
