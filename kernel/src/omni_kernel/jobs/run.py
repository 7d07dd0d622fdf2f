"""What a running job is told and tells: its attempt, its progress, and whether somebody wants it to stop."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from omni_kernel.cancelling import ended
from omni_kernel.redis.stream import INSTALLATION
from omni_sdk.errors import Cancelled

from .models import Job
from .rows import plain

if TYPE_CHECKING:
    from uuid import UUID

    from pydantic import JsonValue

    from omni_kernel.app import Kernel

INTERVAL_SECONDS: Final = 0.5
LONGEST_NOTE: Final = 500
Report = Callable[[float, str], None]


def tell(kernel: Kernel, job: Job, state: str, **more: JsonValue) -> None:
    """Show people who look how a job stands; one without a tenant is shown to platform administrators."""
    about: dict[str, JsonValue] = {"id": str(job.id), "plugin": job.plugin_id, "name": job.name, "state": state}
    kernel.stream.publish(job.tenant_id or INSTALLATION, "job", about | more)


class JobRun:
    """One attempt at a job, as its context sees it."""

    __slots__ = ("_fence", "_report", "attempt", "due", "id", "last_attempt", "stopped")

    def __init__(self, job: Job, last_attempt: bool, report: Report, fence: Callable[[], Awaitable[None]]) -> None:
        self.id: UUID = job.id
        self.attempt = job.attempt
        self.due = None if job.scheduled is None else datetime.fromtimestamp(job.scheduled / 1000, UTC)
        self.last_attempt = last_attempt
        self.stopped = False
        self._report, self._fence = report, fence

    def progress(self, done: float, note: str = "") -> None:
        """Tell how far it is, 0 to 1; never blocks, from any thread; raises `Cancelled` once it was cancelled."""
        if self.stopped:
            raise Cancelled
        self._report(min(max(float(done), 0.0), 1.0), plain(note)[:LONGEST_NOTE])

    async def fence(self) -> None:
        """Go on only as long as the job is ours: raises `Cancelled` where this process slept through its lease."""
        if self.stopped:
            raise Cancelled
        await self._fence()


class Reporter:
    """Stores progress, the latest only and not too often, and shows it to people who look."""

    def __init__(self, kernel: Kernel, job: Job) -> None:
        self._kernel, self._job = kernel, job
        self._loop = asyncio.get_running_loop()
        self._latest: tuple[float, str] | None = None
        self._storing: asyncio.Task[None] | None = None

    def __call__(self, done: float, note: str) -> None:
        """Take a report, from any thread."""
        self._latest = (done, note)
        self._loop.call_soon_threadsafe(self._start, context=contextvars.Context())

    def _start(self) -> None:
        if self._storing is None or self._storing.done():
            self._storing = self._loop.create_task(self._store())

    async def _store(self) -> None:
        while self._latest is not None:
            (done, note), self._latest = self._latest, None
            job = self._job
            mine = Job.filter(id=job.id, token=job.token, state="running")
            if await mine.update(progress=done, note=note):
                tell(self._kernel, job, "running", progress=done, note=note)
            await asyncio.sleep(INTERVAL_SECONDS)

    async def finish(self) -> None:
        """Nothing is stored any more from now on."""
        self._latest = None
        if self._storing is not None:
            await ended(self._storing)
