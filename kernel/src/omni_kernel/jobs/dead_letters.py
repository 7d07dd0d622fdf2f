"""Dead letters of one tenant, or of the installation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise.expressions import F

from omni_sdk.errors import Conflict, NotFound

from .models import Job
from .parking import FRESH

if TYPE_CHECKING:
    from uuid import UUID

    from .service import JobService
    from .views import Which


class DeadLetters:
    """Jobs in the state `dead`."""

    def __init__(self, jobs: JobService, tenant_id: UUID | None) -> None:
        self._jobs, self.tenant_id = jobs, tenant_id

    def rows(self, which: Which) -> Any:
        """Those that are meant."""
        wanted = {
            "plugin_id": which.plugin,
            "kind": which.kind,
            "name": which.name,
            "finished_at__lt": which.died_before,
        }
        given = {field: value for field, value in wanted.items() if value is not None}
        return Job.filter(tenant_id=self.tenant_id, state="dead", **given)

    async def get(self, job_id: UUID) -> Job:
        """One of them; `NotFound` for any other job."""
        job = await self._jobs.get(self.tenant_id, job_id)
        if job.state != "dead":
            raise NotFound(f"job {job_id} is no dead letter: it is {job.state}")
        return job

    async def replay(self, which: Which) -> tuple[int, int]:
        """Run them again: how many, and how many not since another call has their unique key."""
        replayed = left = 0
        meant = self.rows(which)
        for plugin_id, kind, name in await meant.distinct().values_list("plugin_id", "kind", "name"):
            some = meant.filter(plugin_id=plugin_id, kind=kind, name=name)
            if self._jobs.is_unique(plugin_id, kind, name):
                ids = await some.order_by("id").values_list("id", flat=True)
                done = sum([await self._retried(job_id) for job_id in ids])
                replayed, left = replayed + done, left + len(ids) - done
            else:
                replayed += await some.update(**FRESH, due=self._jobs.queue.now(), round=F("round") + 1)
            if kind == "events":
                await self._jobs.resume_parked(self.tenant_id, plugin_id, name)
        self._jobs.wake()
        return replayed, left

    async def _retried(self, job_id: UUID) -> bool:
        try:
            await self._jobs.retry(self.tenant_id, job_id)
        except (Conflict, NotFound):
            return False
        return True
