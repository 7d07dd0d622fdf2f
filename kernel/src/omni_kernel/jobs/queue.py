"""The worker's side of the table: fair choice, claims with a lease and a token, and how a claim ends.

Only the holder of the token changes a running job, so that an end counts once, whoever else believes to run it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from structlog import get_logger
from tortoise.expressions import F, Q
from uuid_utils.compat import uuid7

from omni_sdk.contributions.job import DEFAULT_BACKOFF
from omni_sdk.errors import NotFound
from omni_sdk.models import to_text

from . import retry as backoff
from .models import ENDED, OPEN, WAITING, Job, milliseconds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pydantic import JsonValue

    from omni_kernel.app import Kernel
    from omni_kernel.plugins.gate import TenantState
    from omni_sdk.contributions import Backoff

log = get_logger("omni.jobs")
LEASE: Final = timedelta(seconds=30)
STALE: Final = timedelta(seconds=5)
"""How long something handed to arq may wait there before it is handed over again (arq knows it by its round)."""
LONGEST_ERROR: Final = 4000

# The turn of a job is its place in its tenant's line, after what that tenant already runs: the lowest turn goes first,
# so that a tenant with ten thousand jobs and one with a single job both have one at turn 1.
_PICK: Final = """
SELECT due.id AS id FROM (
  SELECT j.id, j.lane, j.priority, j.due,
         ROW_NUMBER() OVER (PARTITION BY j.lane ORDER BY j.priority DESC, j.due, j.id) AS turn
  FROM omni_job j
  WHERE j.state IN ('queued', 'failed') AND j.due <= {now} AND (j.handed IS NULL OR j.handed < {stale})
    AND (j.ordered_key IS NULL OR NOT EXISTS (
      SELECT 1 FROM omni_job e WHERE e.ordered_key = j.ordered_key AND e.id <> j.id
        AND (e.state = 'running' OR (e.state IN ('held', 'queued', 'failed') AND e.id < j.id))))
) due LEFT JOIN (
  SELECT lane, COUNT(*) AS busy FROM omni_job
  WHERE state = 'running' OR (state IN ('queued', 'failed') AND handed >= {stale}) GROUP BY lane
) b ON b.lane = due.lane
WHERE due.turn + COALESCE(b.busy, 0) <= {most}
ORDER BY due.turn + COALESCE(b.busy, 0), due.priority DESC, due.due, due.id
LIMIT {limit}
"""


class JobQueue:
    """Claims, renews and ends jobs; finds what fell through."""

    def __init__(self, kernel: Kernel, freed: Callable[[], None]) -> None:
        self._kernel = kernel
        self._freed = freed
        self.lease = LEASE
        self.stale = STALE

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

    async def pick(self, limit: int) -> list[Job]:
        """Choose what is to run next, fairly between tenants, and mark it as handed over; no other worker gets it."""
        now, stale = self.now(), self.now() - int(self.stale.total_seconds() * 1000)
        if limit < 1 or not await self._anything(now, stale):
            return []
        most = self._kernel.settings.jobs.per_tenant
        async with self._kernel.db.transaction(), self._kernel.db.lock("omni:jobs:pick"):
            rows = await self._kernel.db.rows(_PICK.format(now=now, stale=stale, most=most, limit=limit))
            ids = [UUID(str(row["id"])) for row in rows]
            await Job.filter(id__in=ids).update(handed=now)
            jobs = {job.id: job for job in await Job.filter(id__in=ids)}
        return [jobs[i] for i in ids]

    async def _anything(self, now: int, stale: int) -> bool:
        """A read that disturbs no writer, since the answer is no most of the time."""
        return await Job.filter(Q(handed=None) | Q(handed__lt=stale), state__in=WAITING, due__lte=now).exists()

    async def unhand(self, jobs: Sequence[Job]) -> None:
        """Redis did not take them."""
        await Job.filter(id__in=[job.id for job in jobs], state__in=WAITING).update(handed=None)

    async def handed(self) -> int:
        """How many wait in Redis."""
        stale = self.now() - int(self.stale.total_seconds() * 1000)
        return await Job.filter(state__in=WAITING, handed__gte=stale).count()

    async def due(self, early: Sequence[UUID] = ()) -> list[Job]:
        """All that may run now, failed ones among `early` before their time."""
        late = Q(due__lte=self.now()) | Q(id__in=list(early), state="failed")
        return await Job.filter(late, state__in=WAITING).order_by("-priority", "due", "id")

    # -- a claim and its end

    async def claim(self, job_id: UUID, worker: str, *, early: bool = False) -> Job | None:
        """Take it, if it still waits, is due and nothing of its order is before it."""
        now = self.now()
        due = Q() if early else Q(due__lte=now)
        async with self._kernel.db.transaction():
            query = Job.filter(due, id=job_id, state__in=WAITING)
            job = await query.select_for_update(skip_locked=True).first()
            if job is None or await self._blocked(job):
                return None
            job.state, job.worker, job.token = "running", worker, uuid7()
            job.lease, job.attempt, job.stopping = now + self._lease(), job.attempt + 1, False
            job.started_at, job.progress, job.note = self._kernel.clock.now(), 0.0, ""
            await job.save()
        return job

    async def _blocked(self, job: Job) -> bool:
        if job.ordered_key is None:
            return False
        async with self._kernel.db.lock(f"omni:jobs:{job.ordered_key}"):
            before = Q(state="running") | Q(state__in=OPEN, id__lt=job.id)
            return await Job.filter(before, ordered_key=job.ordered_key).exclude(id=job.id).exists()

    def _lease(self) -> int:
        return int(self.lease.total_seconds() * 1000)

    async def renew(self, jobs: Sequence[Job]) -> None:
        """Hold them for another lease."""
        tokens = [job.token for job in jobs]
        await Job.filter(token__in=tokens, state="running").update(lease=self.now() + self._lease())

    async def done(self, job: Job, result: Any, note: str | None = None) -> bool:
        """It succeeded."""
        # Tortoise takes a text for JSON as it stands.
        stored = to_text(result) if isinstance(result, str) else result
        return await self._end(job, "done", result=stored, progress=1.0, error=note)

    async def dead(self, job: Job, error: str) -> bool:
        """It will never succeed: a dead letter."""
        return await self._end(job, "dead", error=error[:LONGEST_ERROR])

    async def cancelled(self, job: Job) -> bool:
        """Somebody cancelled it."""
        return await self._end(job, "cancelled")

    async def failed(self, job: Job, error: str, after: timedelta | None = None) -> bool:
        """Try it again after so long, or as its declaration says; or bury it after its last attempt."""
        retry = self.retry_of(job)
        if job.attempt >= backoff.attempts(retry):
            return await self.dead(job, error)
        wait = backoff.delay_after(retry, job.attempt) if after is None else after
        return await self._end(job, "failed", due=self._in(wait), error=error[:LONGEST_ERROR])

    async def again(self, job: Job, after: timedelta = timedelta(), error: str | None = None) -> bool:
        """Let it wait once more; this attempt does not count."""
        return await self._end(job, "queued", due=self._in(after), attempt=job.attempt - 1, error=error)

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
        if ended:
            self._tell(job, state)
            self._freed()
        else:
            log.warning("job was taken over by another worker", job=str(job.id), state=state)
        return bool(ended)

    def _ended(self) -> dict[str, Any]:
        return {"unique_key": None, "finished_at": self._kernel.clock.now()}

    def _tell(self, job: Job, state: str) -> None:
        if job.tenant_id is not None:
            message: dict[str, JsonValue] = {"id": str(job.id), "plugin": job.plugin_id, "name": job.name, "state": state}
            self._kernel.stream.publish(job.tenant_id, "job", message)

    # -- what fell through

    async def sweep(self) -> int:
        """Take back the jobs of workers that died; how many."""
        lost = await Job.filter(state="running", lease__lt=self.now()).limit(500)
        for job in lost:
            log.warning("the worker of a job died", job=str(job.id), worker=job.worker, attempt=job.attempt)
            if job.stopping:
                await self.cancelled(job)
            else:
                await self.failed(job, f"its worker {job.worker} died while it ran", after=timedelta())
        return len(lost)

    async def hold(self, job: Job) -> None:
        """It is due, and its plugin is off."""
        await Job.filter(id=job.id, state__in=WAITING).update(state="held", handed=None)

    async def release(self, tenant_id: UUID | None, plugin_id: str) -> int:
        """Let the held jobs of a plugin wait for their turn again; how many."""
        held = Job.filter(tenant_id=tenant_id, plugin_id=plugin_id, state="held")
        return await held.update(state="queued", handed=None, round=F("round") + 1)

    async def release_active(self) -> None:
        """Release what is held though its plugin is on, however that came about."""
        for tenant_id, plugin_id in await Job.filter(state="held").distinct().values_list("tenant_id", "plugin_id"):
            if await self.active(tenant_id, plugin_id):
                await self.release(tenant_id, plugin_id)
                self._freed()
