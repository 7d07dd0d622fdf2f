"""Which jobs are handed over next: fairly between tenants, and at a cost that does not grow with what waits.

The turn of a job is its place in its tenant's line, after what that tenant already runs: the lowest turn goes first, so
that a tenant with ten thousand jobs and one with a single job both have one at turn 1. Lines are (lane, priority) pairs,
found by skipping through an index; of each only the head is read. Where there are more lines than one round looks at,
the next round goes on behind them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from uuid import UUID

from tortoise.expressions import Q

from .models import WAITING, Job
from .rows import among

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from omni_kernel.app import Kernel

STALE: Final = timedelta(seconds=5)
"""How long something handed to arq may wait there before it is handed over again (arq knows it by its round)."""
LINES: Final = 400
"""So many a round looks at."""
AT_ONCE: Final = 50

INDEX: Final = re.compile(r"\[(\w+)\]")
"""SQLite keeps no count of what is where, and would read all that waits: it is told which index to use."""

# Word by word as in the partial index `omni_job_waiting`.
_WAITS: Final = "state IN ('queued', 'failed') AND handed IS NULL"
UNBLOCKED: Final = """(j.ordered_key IS NULL OR NOT EXISTS (
  SELECT 1 FROM omni_job e WHERE e.ordered_key = j.ordered_key AND e.state IN ('held', 'queued', 'failed', 'running', 'dead')
    AND (e.state <> 'dead' OR e.kind = 'events') AND e.id <> j.id
    AND (e.state = 'running' OR (COALESCE(e.oldest, 0), e.id) < (COALESCE(j.oldest, 0), j.id))))"""
"""Nothing of the order of `j` is before it: for deliveries of events a dead letter, too, since their handler keeps a ledger."""
_LINES: Final = f"""
WITH RECURSIVE line(lane, priority, n) AS (
  SELECT lane, priority, 1 FROM (
    SELECT lane, priority FROM omni_job [waiting] WHERE {_WAITS} AND lane %s ? ORDER BY lane, priority LIMIT 1) AS head
  UNION ALL
  SELECT j.lane, j.priority, l.n + 1 FROM line l JOIN omni_job j ON j.id = COALESCE(
    (SELECT id FROM omni_job [waiting] WHERE {_WAITS} AND lane = l.lane AND priority > l.priority ORDER BY priority LIMIT 1),
    (SELECT id FROM omni_job [waiting] WHERE {_WAITS} AND lane > l.lane ORDER BY lane, priority LIMIT 1))
  WHERE l.n < {LINES}
) SELECT lane, priority FROM line
"""  # noqa: S608  # constants
_BUSY: Final = """
SELECT lane, state, COUNT(*) AS n FROM omni_job [handed]
WHERE handed IS NOT NULL AND state IN ('queued', 'failed', 'running') GROUP BY lane, state
"""
_DUE: Final = f"SELECT 1 AS due FROM omni_job WHERE {_WAITS} AND due <= ? LIMIT 1"  # noqa: S608
_HEADS: Final = f"""SELECT * FROM (
  SELECT id, round, lane, priority, due FROM omni_job j [waiting]
  WHERE {_WAITS} AND lane = ? AND priority = ? AND due <= ? AND {UNBLOCKED} ORDER BY due, id LIMIT ?) AS head"""  # noqa: S608


class Chosen(NamedTuple):
    """What the relay needs to know of a job."""

    id: UUID
    round: int
    priority: int


class Choice:
    """One per process; any process may choose."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._behind: str | None = None
        self.stale = STALE

    async def pick(self, now: int, limit: int, *, shared: bool = False) -> list[Chosen]:
        """Choose what is to run next and mark it as handed over; no other worker gets it. `shared` counts what was handed
        over before, so that no more than `limit` wait in Redis.
        """
        if limit < 1 or not await self._anything(now):
            return []
        async with self._kernel.db.transaction(), self._kernel.db.lock("omni:jobs:pick"):
            if self._kernel.db.dialect == "postgres":  # what a crash forgets is chosen again: nobody waits for the disk
                await self._kernel.db.execute("SET LOCAL synchronous_commit = off")
            if rows := await self._fairest(now, limit, shared=shared):
                where, ids = among(self._kernel.db, [row["id"] for row in rows])
                await self._kernel.db.execute(f"UPDATE omni_job SET handed = ? WHERE id {where}", [now, *ids])  # noqa: S608
        return [Chosen(UUID(str(row["id"])), row["round"], row["priority"]) for row in rows]

    async def take_back(self, now: int) -> int:
        """What was handed over and not claimed for long (or, as it says, in the future: by a process whose clock is wrong)
        is to be handed over again; how many.
        """
        stale = int(self.stale.total_seconds() * 1000)
        lost = Job.filter(Q(handed__lt=now - stale) | Q(handed__gt=now + stale), state__in=WAITING)
        return await lost.update(handed=None) if await lost.exists() else 0

    async def _anything(self, now: int) -> bool:
        """A read that disturbs no writer, since the answer is no most of the time."""
        return bool(await self._kernel.db.rows(_DUE, [now]))

    async def _fairest(self, now: int, limit: int, *, shared: bool) -> list[dict[str, Any]]:
        most, (busy, handed) = self._kernel.settings.jobs.per_tenant, await self._busy()
        limit -= handed if shared else 0
        if limit < 1:
            return []
        room = {line: min(limit, most - busy[line[0]]) for line in await self._lines() if busy[line[0]] < most}
        turns = []
        for lane, waiting in (await self._heads(room, now)).items():
            waiting.sort(key=_first)
            turns += [(turn + busy[lane], row) for turn, row in enumerate(waiting[: most - busy[lane]], 1)]
        turns.sort(key=lambda each: (each[0], *_first(each[1])))
        return [row for _, row in turns[:limit]]

    async def _busy(self) -> tuple[dict[str, int], int]:
        """How many each lane has that run or were handed over; and how many of all were handed over."""
        busy, handed = defaultdict[str, int](int), 0
        for row in await self._rows(_BUSY):
            busy[row["lane"]] += row["n"]
            handed += row["n"] if row["state"] in WAITING else 0
        return busy, handed

    async def _lines(self) -> list[tuple[str, int]]:
        """Of those that wait, behind where the last round ended."""
        begin, self._behind = self._behind, None
        found = await self._some(">=", "") if begin is None else await self._some(">", begin)
        if len(found) == LINES:
            self._behind = found[-1][0]
        elif begin is not None:
            found += [line for line in await self._some(">=", "") if line[0] <= begin]
        return found

    async def _some(self, comparison: str, lane: str) -> list[tuple[str, int]]:
        return [(row["lane"], row["priority"]) for row in await self._rows(_LINES % comparison, [lane])]

    async def _heads(self, room: Mapping[tuple[str, int], int], now: int) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        lines = list(room)
        for some in (lines[at : at + AT_ONCE] for at in range(0, len(lines), AT_ONCE)):
            values = [value for line in some for value in (*line, now, room[line])]
            for row in await self._rows(" UNION ALL ".join([_HEADS] * len(some)), values):
                found[row["lane"]].append(row)
        return found

    async def _rows(self, sql: str, values: Sequence[object] = ()) -> list[dict[str, Any]]:
        hint = r"INDEXED BY omni_job_\1" if self._kernel.db.dialect == "sqlite" else ""
        return await self._kernel.db.rows(INDEX.sub(hint, sql), values)


def _first(row: dict[str, Any]) -> tuple[int, int, str]:
    return -row["priority"], row["due"], str(row["id"])
