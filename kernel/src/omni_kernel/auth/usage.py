"""When keys and sessions were last used, and how often keys were: counted in memory, written in batches."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING
from uuid import UUID

from structlog import get_logger

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.storage.database import Database

log = get_logger("omni.usage")
EVERY_SECONDS = 30.0
ROWS = 400
"""In one statement; SQLite joins 500 selects. The first of them has no rows, and gives the others its types."""
# Other processes may have written a later time already.
KEYS = """
WITH seen(id, n, at) AS (SELECT id, uses, used_at FROM omni_api_key WHERE 1 = 0 {rows})
UPDATE omni_api_key SET uses = uses + seen.n, used_at = CASE WHEN used_at > seen.at THEN used_at ELSE seen.at END
FROM seen WHERE omni_api_key.id = seen.id
"""
SESSIONS = """
WITH seen(id, n, at) AS (SELECT id, 0, seen_at FROM omni_session WHERE 1 = 0 {rows})
UPDATE omni_session SET seen_at = CASE WHEN seen_at > seen.at THEN seen_at ELSE seen.at END
FROM seen WHERE omni_session.id = seen.id
"""


class Tally:
    """What was seen of one table's rows since the last batch."""

    def __init__(self, update: str) -> None:
        self._update = update
        self._seen: dict[str, tuple[int, float]] = {}

    def add(self, row_id: str, times: int, at: float) -> None:
        """So many times more, at the latest at `at`, in seconds since the epoch."""
        before, last = self._seen.get(row_id, (0, at))
        self._seen[row_id] = (before + times, max(last, at))

    async def flush(self, db: Database) -> None:
        """Write all of it; what the database does not take is kept for the next time."""
        seen, self._seen = self._seen, {}
        while seen:
            part = list(islice(seen.items(), ROWS))
            try:
                await self._write(db, part)
            except Exception:
                for row_id, (times, at) in seen.items():
                    self.add(row_id, times, at)
                raise
            for row_id, _ in part:
                del seen[row_id]

    async def _write(self, db: Database, part: list[tuple[str, tuple[int, float]]]) -> None:
        rows = "UNION ALL SELECT ?, ?, ? " * len(part)
        parameters = [p for row_id, (times, at) in part for p in (row_id, times, datetime.fromtimestamp(at, UTC))]
        await db.execute(self._update.format(rows=rows), parameters)


class Usage:
    """Of this process."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._keys, self._sessions = Tally(KEYS), Tally(SESSIONS)
        self._ending = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.every = EVERY_SECONDS

    def saw(self, key_id: UUID | str) -> None:
        """One request by this key."""
        self._keys.add(str(key_id), 1, self._kernel.clock.timestamp())

    def saw_session(self, session_id: UUID | str) -> None:
        """One request by this session."""
        self._sessions.add(str(session_id), 1, self._kernel.clock.timestamp())

    async def flush(self) -> None:
        """Write what was seen since the last time; a failure is logged, and made up for by the next flush."""
        for tally in (self._keys, self._sessions):
            try:
                await tally.flush(self._kernel.db)
            except Exception as error:
                if self._kernel.troubles.met(error):
                    continue
                log.exception("the use of keys and sessions could not be written; trying again", every_seconds=self.every)

    def start(self) -> None:
        """Flush from time to time."""
        self._tasks.append(asyncio.create_task(self._follow(), name="omni-usage"))

    async def stop(self) -> None:
        """Flush a last time, before the database is closed."""
        self._ending.set()
        await asyncio.gather(*self._tasks)
        await self.flush()

    async def _follow(self) -> None:
        # Never cancelled: a batch that was under way then would be lost, or counted twice.
        while not self._ending.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(self.every):
                    await self._ending.wait()
            await self.flush()
