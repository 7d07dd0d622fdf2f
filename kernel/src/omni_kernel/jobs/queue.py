"""The worker's side of the table: fair choice, claims with a lease and a token, and how a claim ends.

Only the holder of the token changes a running job, so that an end counts once, whoever else believes to run it.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from structlog import get_logger
from tortoise.expressions import F, Q
from uuid_utils.compat import uuid7

from omni_sdk.contributions.job import DEFAULT_BACKOFF
from omni_sdk.errors import Invalid, NotFound

from . import metrics
from . import retry as backoff
from .choice import UNBLOCKED, Choice, Chosen
from .models import ENDED, WAITING, Job, Parking, milliseconds
from .parking import ParkingLot
from .rows import among, job_of, json_of, plain
from .run import tell
from .sweeper import Sweeper
from .together import Together

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from omni_kernel.app import Kernel
    from omni_kernel.plugins.gate import TenantState
    from omni_sdk.contributions import Backoff

log = get_logger("omni.jobs")
Ending = tuple[Job, str | None, str | None]
"""A job with its result as JSON, and a word about that."""
LEASE: Final = timedelta(seconds=30)
LONGEST_ERROR: Final = 4000
_CLAIM: Final = """
UPDATE omni_job SET state = 'running', worker = ?, token = ?, lease = ?, attempt = attempt + 1, stopping = FALSE,
  started_at = ?, progress = 0, note = '', handed = COALESCE(handed, ?)
WHERE id IN (SELECT j.id FROM omni_job j WHERE j.id {ids} AND j.state IN ('queued', 'failed') AND j.due <= ? AND {free}{lock})
RETURNING *
"""
_DONE: Final = """
WITH v(id, token, result, error) AS ({rows})
UPDATE omni_job SET state = 'done', result = v.result, error = v.error, progress = 1, finished_at = ?,
  unique_key = NULL, token = NULL, lease = NULL, handed = NULL, stopping = FALSE
FROM v WHERE omni_job.id = v.id AND omni_job.token = v.token AND omni_job.state = 'running'
RETURNING omni_job.id AS id
"""
_ROWS: Final = "SELECT * FROM UNNEST(CAST(? AS UUID[]), CAST(? AS UUID[]), CAST(CAST(? AS TEXT[]) AS JSONB[]), CAST(? AS TEXT[]))"
"""PostgreSQL's way to one text for any number of rows, which is prepared once."""
_LOCK: Final = {"sqlite": "", "postgres": " FOR UPDATE SKIP LOCKED"}
EVER: Final = 2**62
"""Later than any time that a job is due."""


class JobQueue:
    """Claims, renews and ends jobs."""

    def __init__(self, kernel: Kernel, freed: Callable[[], None]) -> None:
        self._kernel = kernel
        self._freed = freed
        self.choice = Choice(kernel)
        self.sweeper = Sweeper(self)
        self.parking = ParkingLot(kernel)
        self.lease = LEASE
        self._dones = Together(self._done)

    def now(self) -> int:
        """The present, as the integer columns have it."""
        return milliseconds(self._kernel.clock.now())

    async def active(self, tenant_id: UUID | None, plugin_id: str) -> TenantState | bool:
        """The tenant's state (or True for the installation) if the plugin may run there; else False."""
        if tenant_id is None:
            return plugin_id in self._kernel.registry.plugins
        try:
            state = await self._kernel.gate.state(tenant_id)
        except NotFound:
            return False
        return state if plugin_id in state.active else False

    def retry_of(self, job: Job) -> Backoff:
        """How its declaration says to try again."""
        declared = self._kernel.registry.jobs.get((job.plugin_id, job.name)) if job.kind == "job" else None
        return declared.retry if declared else DEFAULT_BACKOFF

    # -- choosing

    async def pick(self, limit: int, *, shared: bool = False) -> list[Chosen]:
        """Choose what is to run next, fairly between tenants, and mark it as handed over; no other worker gets it."""
        return await self.choice.pick(self.now(), limit, shared=shared)

    async def unhand(self, jobs: Sequence[Chosen]) -> None:
        """Redis did not take them."""
        await Job.filter(id__in=[job.id for job in jobs], state__in=WAITING).update(handed=None)

    async def due(self, early: Sequence[UUID] = ()) -> list[Job]:
        """All that may run now, failed ones among `early` before their time."""
        late = Q(due__lte=self.now()) | Q(id__in=list(early), state="failed")
        return await Job.filter(late, state__in=WAITING).order_by("-priority", "due", "id")

    # -- a claim and its end

    async def claim(self, job_id: UUID, worker: str, *, early: bool = False) -> Job | None:
        """Take it, if it still waits, is due (or taken `early`) and nothing of its order is before it."""
        return (await self.claim_many([job_id], worker, early=early))[0]

    async def claim_many(self, ids: Sequence[UUID], worker: str, *, early: bool = False) -> list[Job | None]:
        """The same for many; they share a token, which is good for each of them alone."""
        found = await self._take(ids, worker, early, "j.ordered_key IS NULL")
        if rest := [each for each in ids if each not in found]:
            found |= await self._take_ordered(rest, worker, early)
        return [found.get(each) for each in ids]

    async def _take(self, ids: Sequence[UUID], worker: str, early: bool, free: str) -> dict[UUID, Job]:
        now, dialect = self.now(), self._kernel.db.dialect
        where, values = among(self._kernel.db, ids)
        sql = _CLAIM.format(ids=where, free=free, lock=_LOCK[dialect])
        values = [worker, uuid7(), now + self._lease(), self._kernel.clock.now(), now, *values, EVER if early else now]
        rows: list[Any] = await self._kernel.db.rows(sql, values)
        jobs = {job.id: job for job in (job_of(row) for row in rows)}
        for job in jobs.values():
            metrics.began(self._kernel, job)
        return jobs

    async def _take_ordered(self, ids: Sequence[UUID], worker: str, early: bool) -> dict[UUID, Job]:
        """One at a time over all workers, or two would each see that the other does not run yet."""
        waiting = Job.filter(id__in=ids, state__in=WAITING, ordered_key__isnull=False)
        keys = sorted({str(key) for key in await waiting.values_list("ordered_key", flat=True)})
        if not keys:
            return {}
        async with self._kernel.db.transaction(), AsyncExitStack() as stack:
            for key in keys:
                await stack.enter_async_context(self._kernel.db.lock(f"omni:jobs:{key}"))
            return await self._take(ids, worker, early, UNBLOCKED)

    def _lease(self) -> int:
        return int(self.lease.total_seconds() * 1000)

    async def renew(self, jobs: Sequence[Job]) -> None:
        """Hold them for another lease."""
        mine = Q(*(Q(id=job.id, token=job.token) for job in jobs), join_type=Q.OR)
        await Job.filter(mine, state="running").update(lease=self.now() + self._lease())

    async def owned(self, job: Job) -> bool:
        """Whether the claim still counts; then it does until the transaction at hand ends, since nobody else can take it."""
        mine = Job.filter(id=job.id, token=job.token, state="running")
        return bool(await mine.update(lease=self.now() + self._lease()))

    async def done(self, job: Job, result: Any, note: str | None = None) -> bool:
        """It succeeded."""
        try:
            ending = (job, None if result is None else json_of(result, "result"), note)
        except Invalid as error:
            ending = (job, None, str(error))
        return await (self._done_alone(ending) if self._kernel.db.in_transaction else self._dones(ending))

    async def _done_alone(self, ending: Ending) -> bool:
        return (await self._done([ending]))[0]

    async def _done(self, endings: Sequence[Ending]) -> list[bool]:
        each: list[tuple[object, ...]] = [(job.id, job.token, result, note) for job, result, note in endings]
        values: list[object]
        if self._kernel.db.dialect == "postgres":
            rows, values = _ROWS, [list(column) for column in zip(*each, strict=True)]
        else:
            rows, values = f"VALUES {', '.join(['(?, ?, ?, ?)'] * len(each))}", [value for row in each for value in row]
        found = await self._kernel.db.rows(_DONE.format(rows=rows), [*values, self._kernel.clock.now()])
        ended = {UUID(str(row["id"])) for row in found}
        for job, _, _ in endings:
            self._told(job, "done", ended=job.id in ended)
        return [job.id in ended for job, _, _ in endings]

    async def dead(self, job: Job, error: str) -> bool:
        """It will never succeed: a dead letter."""
        if job.kind != "events":
            return await self._end(job, "dead", error=plain(error)[:LONGEST_ERROR])
        async with self._kernel.db.transaction():
            ended = await self._end(job, "dead", error=plain(error)[:LONGEST_ERROR])
            if ended:
                await self.parking.died(job, plain(error)[:LONGEST_ERROR])
        return ended

    async def cancelled(self, job: Job) -> bool:
        """Somebody cancelled it."""
        return await self._end(job, "cancelled")

    async def failed(self, job: Job, error: str, after: timedelta | None = None) -> bool:
        """Try it again after so long, or as its declaration says; or bury it after its last attempt."""
        retry = self.retry_of(job)
        if job.attempt >= backoff.attempts(retry):
            return await self.dead(job, error)
        wait = backoff.delay_after(retry, job.attempt) if after is None else after
        return await self._end(job, "failed", due=self._in(wait), error=plain(error)[:LONGEST_ERROR])

    async def again(self, job: Job, after: timedelta = timedelta(), error: str | None = None) -> bool:
        """Let it wait once more; this attempt does not count."""
        return await self._end(job, "queued", due=self._in(after), attempt=job.attempt - 1, error=error and plain(error))

    async def held(self, job: Job) -> bool:
        """Its plugin is off; this attempt does not count."""
        return await self._end(job, "held", attempt=job.attempt - 1)

    def _in(self, after: timedelta) -> int:
        return self.now() + int(after.total_seconds() * 1000)

    async def _end(self, job: Job, state: str, **values: Any) -> bool:
        """False when the claim was lost: another worker's word counts."""
        mine = Job.filter(id=job.id, token=job.token, state="running")
        released = {"token": None, "lease": None, "handed": None, "stopping": False}
        if state in ENDED:
            ended = await mine.update(state=state, **values, **released, **self._ended())
        else:
            ended = await mine.filter(stopping=False).update(state=state, round=F("round") + 1, **values, **released)
            if not ended:  # somebody cancelled it as it was about to wait once more
                state = "cancelled"
                ended = await mine.filter(stopping=True).update(state=state, **released, **self._ended())
        self._told(job, state, ended=bool(ended))
        return bool(ended)

    def _told(self, job: Job, state: str, *, ended: bool) -> None:
        if ended:
            tell(self._kernel, job, state)
            metrics.ended(self._kernel, job, state)
            self._freed()
        else:
            log.warning("job was taken over by another worker", job=str(job.id), state=state)

    def _ended(self) -> dict[str, Any]:
        return {"unique_key": None, "finished_at": self._kernel.clock.now()}

    # -- what fell through

    async def sweep(self) -> int:
        """Take back what Redis lost, and the jobs of workers that died; how many of these."""
        if await self.choice.take_back(self.now()):
            self._freed()
        return await self.sweeper.sweep(self._kernel.clock.monotonic())

    async def release(self, tenant_id: UUID | None, plugin_id: str) -> int:
        """Let the held jobs of a plugin wait for their turn again, but for subscribers that are parked; how many."""
        parked = await Parking.filter(tenant_id=tenant_id, plugin_id=plugin_id).values_list("name", flat=True)
        held = Job.filter(tenant_id=tenant_id, plugin_id=plugin_id, state="held")
        if parked:
            held = held.exclude(kind="events", name__in=list(parked))
        return await held.update(state="queued", handed=None, round=F("round") + 1)

    async def release_active(self) -> None:
        """Release what is held though its plugin is on and mended, however that came about."""
        await self.parking.resume_mended()
        for tenant_id, plugin_id in await Job.filter(state="held").distinct().values_list("tenant_id", "plugin_id"):
            if await self.active(tenant_id, plugin_id) and await self.release(tenant_id, plugin_id):
                self._freed()
