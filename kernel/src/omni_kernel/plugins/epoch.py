"""How a change reaches every process: a row in the database, polled; Redis only makes it faster."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from structlog import get_logger

from omni_kernel.cancelling import ended
from omni_kernel.clock import Clock
from omni_kernel.redis.link import RedisLink
from omni_kernel.storage.database import Database
from omni_kernel.storage.trouble import Troubles

log = get_logger("omni.epoch")
CHANNEL = "omni:epoch"
POLL_SECONDS = 0.5
KEEP = timedelta(hours=1)
PRUNE_EVERY = 1000
"""Epochs between two looks at what is too old to keep."""
READ = {
    "sqlite": "SELECT value FROM omni_epoch WHERE id = 1",
    "postgres": "SELECT value, EXTRACT(EPOCH FROM clock_timestamp()) AS now FROM omni_epoch WHERE id = 1",
}
Listener = Callable[[str | None], None]


class EpochWatch:
    """`bump` inside the transaction that changes something; `listen` to learn of it, here and in other processes.
    A listener gets the subject, or None when everything may have changed.
    """

    def __init__(self, db: Database, redis: RedisLink, clock: Clock, troubles: Troubles, *, agree: bool = True) -> None:
        self._db, self._redis, self._clock, self._troubles = db, redis, clock, troubles
        self._agree = agree
        self._listeners: dict[str, list[Listener]] = defaultdict(list)
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.seen = 0
        self.compared = time.monotonic()
        """When what is in force here was last compared with the database."""

    def listen(self, topic: str, listener: Listener) -> None:
        """Call `listener` for each change of this topic."""
        self._listeners[topic].append(listener)

    async def bump(self, topic: str, subject: str) -> None:
        """Number a change; the row lock on the epoch keeps numbers in the order of commits."""
        rows = await self._db.rows("UPDATE omni_epoch SET value = value + 1 WHERE id = 1 RETURNING value", [])
        from .models import Change

        await Change.create(epoch=rows[0]["value"], topic=topic, subject=subject)
        self._db.after_commit(lambda: self._committed(topic, subject))

    def _committed(self, topic: str, subject: str) -> None:
        self._tell(topic, subject)
        self._redis.publish_soon(CHANNEL, b"1")

    def _tell(self, topic: str, subject: str | None) -> None:
        for listener in self._listeners[topic]:
            listener(subject)

    async def start(self) -> None:
        """Read the present epoch and follow it from there."""
        from .models import Epoch

        await Epoch.get_or_create(defaults={"value": 0}, id=1)
        self.seen = await self._read()
        self._redis.subscribe(CHANNEL, lambda _: self._wake.set())
        self._redis.on_connect(self._wake.set)
        self._task = asyncio.create_task(self._follow(), name="omni-epoch")

    async def stop(self) -> None:
        """Follow no longer."""
        if self._task:
            await ended(self._task)

    async def check(self) -> None:
        """Compare with the database now: for whoever must not act on less than what is committed."""
        from .models import Change

        # Several may ask at once (the follower, the dispatcher): each compares with what it found when it began.
        before, now = self.seen, await self._read()
        if now <= before:
            return
        changes = await Change.filter(epoch__gt=before, epoch__lte=now).order_by("epoch")
        complete = len(changes) == now - before
        self.seen = max(self.seen, now)
        for topic in self._listeners if not complete else ():
            self._tell(topic, None)
        for change in changes if complete else ():
            self._tell(change.topic, change.subject)
        if now // PRUNE_EVERY > before // PRUNE_EVERY:
            await Change.filter(created_at__lt=self._clock.now() - KEEP).delete()

    async def _read(self) -> int:
        asked = self._clock.timestamp()
        (row,) = await self._db.rows(READ[self._db.dialect])
        self.compared = time.monotonic()
        # Machines' clocks may differ by hours; schedules, sessions and what is due go by the one that all of them ask.
        if self._agree and "now" in row and (off := self._clock.agree(float(row["now"]), asked)):
            log.warning("the clock of this machine is wrong by the database's, which counts", seconds=round(off))
        return int(row["value"])

    async def _follow(self) -> None:
        while True:
            # Not wait_for: on Python 3.11 it can swallow a cancellation, and then nothing ends this task.
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self._wake.wait()
            self._wake.clear()
            try:
                await self.check()
                await self._look_up()
            except Exception as error:
                if not self._troubles.met(error):
                    log.exception("the epoch cannot be read; trying again", every_seconds=POLL_SECONDS)

    async def _look_up(self) -> None:
        """The database was just asked: is a trouble with it over?"""
        self._troubles.over("away")
        if self._troubles.full:
            await self._db.execute("UPDATE omni_epoch SET value = value WHERE id = 1")
            self._troubles.over("full")
