"""Finds jobs whose worker died, without trusting anybody's clock.

A worker that lives changes the lease of its jobs again and again. The sweeper looks whether it does: a lease that stayed
the same for as long as it lasts, by the sweeper's own watch, is held by nobody. So clocks of machines may differ by hours.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from structlog import get_logger
from uuid_utils.compat import uuid7

from .models import Job

if TYPE_CHECKING:
    from .queue import JobQueue

log = get_logger("omni.jobs")
Held = tuple[UUID | None, int | None]


class Sweeper:
    """One per process."""

    def __init__(self, queue: JobQueue) -> None:
        self._queue = queue
        self._seen: dict[UUID, tuple[Held, float]] = {}
        """Token and lease of each running job, and when they were first seen so."""

    async def sweep(self, now: float) -> int:
        """Look once, at `now` (seconds by the own watch), and take back what is lost; how many."""
        rows = await Job.filter(state="running").values_list("id", "token", "lease")
        held: dict[UUID, Held] = {row[0]: (row[1], row[2]) for row in rows}
        self._seen = {i: self._since(i, what, now) for i, what in held.items()}
        after = self._queue.lease.total_seconds()
        lost = [i for i, (_, since) in self._seen.items() if now - since > after]
        return sum([await self._take_back(i, *held[i]) for i in lost])

    def _since(self, job_id: UUID, held: Held, now: float) -> tuple[Held, float]:
        before = self._seen.get(job_id)
        return before if before and before[0] == held else (held, now)

    async def _take_back(self, job_id: UUID, token: UUID | None, lease: int | None) -> bool:
        """Under a token of our own first, so that a worker which wakes up at this moment is either in time or too late."""
        mine = uuid7()
        if not await Job.filter(id=job_id, token=token, lease=lease, state="running").update(token=mine):
            return False
        job = await Job.get(id=job_id)
        job.token = mine
        log.warning("the worker of a job died", job=str(job.id), worker=job.worker, attempt=job.attempt)
        if job.stopping:
            return await self._queue.cancelled(job)
        return await self._queue.failed(job, f"its worker {job.worker} died while it ran", after=timedelta())
