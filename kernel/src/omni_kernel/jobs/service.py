"""What callers do with jobs: enqueue, look, cancel, retry, hold and release. The worker's side is `queue.py`."""

from __future__ import annotations

import asyncio
import contextvars
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

from tortoise.expressions import F, Q

from omni_sdk._scope import NoTenant
from omni_sdk.errors import Conflict, Invalid, NotFound

from . import retry as backoff
from .dispatch import Dispatcher
from .models import ENDED, OPEN, WAITING, Job, Parking, Schedule, State, milliseconds
from .parking import FRESH, key_of
from .queue import JobQueue
from .rows import insert, job_of, row_of
from .runner import Runner
from .scheduler import Scheduler
from .signature import keys_of, signature_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from pydantic import JsonValue

    from omni_kernel.app import Kernel
    from omni_sdk.contributions import Call
    from omni_sdk.contributions import Job as Declared

    from .caller import Caller

WAKE: Final = "omni:jobs:wake"
"""A list in Redis: a mark in it wakes one worker, since there is a job to run."""
NEWS: Final = "omni:events:wake"
"""The same for events to be delivered."""
REST_SECONDS: Final = 0.005
"""Between two marks in Redis, and two looks at what is to run: a thousand commits a second are no thousand of these."""
STOP: Final = "omni:jobs:stop"
"""A channel: ids of running jobs that somebody cancelled."""
MOST_RUNS: Final = 100
"""How often `run_due` runs one job, so that one that always asks for another free try ends."""


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as its callers see it (`omni_sdk.services.JobState`)."""

    id: UUID
    state: State
    progress: float
    note: str
    result: JsonValue
    error: str | None

    @classmethod
    def of(cls, job: Job) -> JobView:
        """From its row."""
        return cls(job.id, cast("State", job.state), job.progress, job.note, job.result, job.error)


class JobService:
    """Durable jobs of all plugins; one per process."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self.queue = JobQueue(kernel, self.freed)
        self.scheduler = Scheduler(kernel)
        self.dispatcher = Dispatcher(kernel)
        self.on_wake: Callable[[str], None] | None = None
        """Set by the worker, where one runs in this process; it is told `WAKE` or `NEWS`."""
        self._resting: dict[str, bool] = {}
        """What workers were told a moment ago, and whether there is news since."""

    # -- enqueueing

    async def enqueue(self, caller: Caller, call: Call[Any], after: timedelta | None = None, priority: int = 0) -> JobView:
        """Write a row in the transaction at hand; a call whose unique key waits or runs gives that one."""
        if after is not None and after < timedelta(0):
            raise Invalid(f"{after} should not be negative", at="after")
        declared = self.declared(caller.plugin_id, call.job)
        stored = signature_of(declared.run).dump(call.arguments)
        return JobView.of(await self.add(caller, declared, call.arguments, stored, after=after, priority=priority))

    async def add(  # a row has so many parts
        self,
        caller: Caller,
        declared: Declared[..., Any],
        arguments: Mapping[str, object],
        stored: Mapping[str, Any],
        *,
        after: timedelta | None = None,
        priority: int = 0,
        once: str | None = None,
        scheduled: int | None = None,
    ) -> Job:
        """Write a row for arguments given as objects and as JSON; or give the row that has its key already."""
        platform = signature_of(declared.run).platform
        if not platform and caller.tenant_id is None:
            raise NoTenant(f"job {declared.name!r} runs in a tenant: enqueue it from a tenant's context")
        tenant_id = None if platform else caller.tenant_id
        unique, ordered = keys_of(declared, caller.plugin_id, tenant_id, arguments)
        due = self._kernel.clock.now() + (after or timedelta()) + backoff.first_delay(declared.retry)
        return await self._write(
            row_of(
                tenant_id=tenant_id,
                lane=str(tenant_id or ""),
                plugin_id=caller.plugin_id,
                name=declared.name,
                queue=declared.queue,
                arguments=stored,
                caller=caller.stored(),
                priority=priority,
                created_at=self._kernel.clock.now(),
                due=milliseconds(due),
                once=once,
                scheduled=scheduled,
                unique_key=unique,
                ordered_key=ordered,
            )
        )

    async def _write(self, row: dict[str, Any]) -> Job:
        while True:
            if await insert(self._kernel.db, row):
                self.wake()
                return job_of(row)
            for key in ("once", "unique_key"):
                if row[key] is not None and (found := await Job.get_or_none(Q(**{key: row[key]}))):
                    return found
            # The one that had the key has ended in between: now there is room.

    def declared(self, plugin_id: str, name: str) -> Declared[..., Any]:
        """A plugin's job by its name; raises `LookupError` with the way out."""
        found = self._kernel.registry.jobs.get((plugin_id, name))
        if found is None:
            raise LookupError(f"{plugin_id!r} has no job {name!r}: return it from omni_jobs")
        return found

    def wake(self, what: str = WAKE) -> None:
        """Have a worker look, once what was written is committed."""
        self._kernel.db.after_commit(partial(self._wake, what))

    def _wake(self, what: str) -> None:
        """The worker of this process where there is one; else any, told at once, and then not again for a moment."""
        if self.on_wake:
            self.on_wake(what)
        elif what not in self._resting:
            self._push(what)
        else:
            self._resting[what] = True

    def _push(self, what: str) -> None:
        self._kernel.redis.push_soon(what)
        self._resting[what] = False
        asyncio.get_running_loop().call_later(REST_SECONDS, self._rested, what, context=contextvars.Context())

    def _rested(self, what: str) -> None:
        if self._resting.pop(what) and self._kernel.redis.connected:
            self._push(what)

    def freed(self) -> None:
        """A job ended here: this worker has room for another, and its successor may run."""
        if self.on_wake:
            self.on_wake(WAKE)

    # -- looking and steering

    async def get(self, tenant_id: UUID | None, id: UUID, plugin_id: str | None = None) -> Job:  # noqa: A002
        """The job, if it is this tenant's (and plugin's); else `NotFound`."""
        mine = Q(plugin_id=plugin_id) if plugin_id else Q()
        job = await Job.get_or_none(mine, id=id, tenant_id=tenant_id)
        if job is None:
            raise NotFound(f"no job {id}")
        return job

    async def cancel(self, tenant_id: UUID | None, id: UUID, plugin_id: str | None = None) -> Job:  # noqa: A002
        """Never start it, or stop it; one that has ended stays as it is."""
        job = await self.get(tenant_id, id, plugin_id)
        waiting = Job.filter(id=id, state__in=[*WAITING, "held"])
        now = self._kernel.clock.now()
        if not await waiting.update(state="cancelled", unique_key=None, handed=None, finished_at=now) and await Job.filter(
            id=id, state="running"
        ).update(stopping=True):
            self._kernel.db.after_commit(lambda: self._kernel.redis.publish_soon(STOP, str(id).encode()))
        self.wake()
        await job.refresh_from_db()
        return job

    async def retry(self, tenant_id: UUID | None, id: UUID) -> Job:  # noqa: A002
        """Run a dead or cancelled one again from its first attempt, or a waiting one now; else `Conflict`."""
        async with self._kernel.db.transaction():
            job = await self.get(tenant_id, id)
            if job.state in {"running", "done", "held"}:
                raise Conflict(f"job {id} is {job.state}: only one that failed, is dead, cancelled or waits can be retried")
            key = None
            if job.state in ENDED:
                key = self._unique_again(job)
                if key and await Job.exists(unique_key=key):
                    raise Conflict(f"job {id} cannot be retried: another call with its unique key waits or runs")
            fresh = FRESH | {"unique_key": key} if job.state in ENDED else {"state": "queued", "handed": None}
            await Job.filter(id=id, state=job.state).update(due=self.queue.now(), round=F("round") + 1, **fresh)
            await job.refresh_from_db()
        if job.kind == "events":
            await self.resume_parked(job.tenant_id, job.plugin_id, job.name)
        self.wake()
        return job

    async def resume_parked(self, tenant_id: UUID | None, plugin_id: str, name: str) -> None:
        """One of the handler's dead letters was replayed: if it is parked, it goes on."""
        if await Parking.exists(key=key_of(plugin_id, name, tenant_id)):
            await self.queue.parking.resume(tenant_id, plugin_id, name)

    def is_unique(self, plugin_id: str, kind: str, name: str) -> bool:
        """Whether calls of it have keys that only one open call may have."""
        declared = self._kernel.registry.jobs.get((plugin_id, name)) if kind == "job" else None
        return declared is not None and declared.unique is not None

    def _unique_again(self, job: Job) -> str | None:
        declared = self._kernel.registry.jobs.get((job.plugin_id, job.name)) if job.kind == "job" else None
        if declared is None or declared.unique is None:
            return None
        arguments = signature_of(declared.run).load(job.arguments)
        return keys_of(declared, job.plugin_id, job.tenant_id, arguments)[0]

    async def hold(self, tenant_id: UUID, plugin_id: str) -> None:
        """The plugin was switched off here: its waiting jobs keep their data and wait; its schedules go."""
        mine = Job.filter(tenant_id=tenant_id, plugin_id=plugin_id, state__in=WAITING)
        await mine.update(state="held", handed=None)
        await self.scheduler.reconcile(tenant_id, plugin_id)

    async def release(self, tenant_id: UUID | None, plugin_id: str) -> None:
        """It is on again: what was held runs, schedules are back."""
        if await self.queue.release(tenant_id, plugin_id):
            self.wake()
        await self.scheduler.reconcile(tenant_id, plugin_id)

    # -- forgetting

    async def purge(self, tenant_id: UUID | None, plugin_id: str) -> None:
        """Delete all jobs and schedules of a plugin in a tenant."""
        await Job.filter(tenant_id=tenant_id, plugin_id=plugin_id).delete()
        await Schedule.filter(tenant_id=tenant_id, plugin_id=plugin_id).delete()

    async def forget(self) -> None:
        """Delete what ended longer ago than `[jobs] retention_days`, and events that nobody waits for any more."""
        before = self._kernel.clock.now() - timedelta(days=self._kernel.settings.jobs.retention_days)
        # A dead letter of an ordered subscriber stops what comes after it, until somebody decides about it.
        old = Job.filter(state__in=ENDED, finished_at__lt=before)
        await old.exclude(kind="events", state="dead", ordered_key__isnull=False).delete()
        needed = await Job.filter(kind="events", state__in=[*OPEN, "dead"]).order_by("oldest").first()
        await self.dispatcher.forget(before, needed.oldest if needed else None)

    # -- for tests of plugins

    async def run_due(self, only: set[tuple[str, str]] | None = None) -> int:
        """Deliver events, fire schedules and run all that is due, without sleeping; how many ran.

        What fails is tried again at once until it succeeds or is dead. `only` names (plugin, job) pairs.
        """
        runner, runs = Runner(self._kernel, "run-due", inline=True), dict[Any, int]()
        while True:
            await self.dispatcher.dispatch(flush=True)
            await self.scheduler.fire()
            before = sum(runs.values())
            for job in await self.queue.due(early=[i for i, n in runs.items() if n < MOST_RUNS]):
                wanted = only is None or (job.plugin_id, job.name) in only
                if wanted and runs.get(job.id, 0) < MOST_RUNS and await runner.run(job.id, early=True):
                    runs[job.id] = runs.get(job.id, 0) + 1
            if sum(runs.values()) == before:
                return before
