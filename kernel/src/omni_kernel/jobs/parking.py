"""Subscribers that fail again and again get nothing more for a while, in the tenant where they do, and stop nobody else.

- A delivery that fails is tried again as any job; after its last attempt it is a dead letter.
- A handler of single events goes on with the next. After `AFTER` dead letters in a row it is parked.
- A handler of batches keeps a ledger, and reads in order: its first dead letter parks it.
- While it is parked its deliveries are made, and held. What others get, and what it gets in other tenants, goes on.
- It is resumed by an administrator, by the replay of one of its dead letters, or by another version of the plugin. Its dead
  letters are replayed then, before what waits, unless the administrator gives them up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from structlog import get_logger
from tortoise.expressions import F

from .models import WAITING, Job, Parking
from .signature import digest

if TYPE_CHECKING:
    from uuid import UUID

    from omni_kernel.app import Kernel

log = get_logger("omni.events")
AFTER: Final = 10


class ParkingLot:
    """One per process; what is parked stands in the database."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    async def keys(self) -> set[str]:
        """Of all that are parked, as `key_of` gives them."""
        return {str(key) for key in await Parking.all().values_list("key", flat=True)}

    async def died(self, job: Job, reason: str) -> None:
        """A delivery became a dead letter, in the transaction at hand."""
        if job.ordered_key is not None or await self._again_and_again(job):
            await self._park(job, reason)

    async def _again_and_again(self, job: Job) -> bool:
        ended = _deliveries(job.tenant_id, job.plugin_id, job.name).filter(state__in=["done", "dead"])
        states = await ended.order_by("-finished_at").limit(AFTER).values_list("state", flat=True)
        return len(states) == AFTER and set(states) == {"dead"}

    async def _park(self, job: Job, reason: str) -> None:
        log.error("event handler is parked", plugin=job.plugin_id, handler=job.name, tenant=str(job.tenant_id), reason=reason)
        row = Parking(
            tenant_id=job.tenant_id,
            key=key_of(job.plugin_id, job.name, job.tenant_id),
            plugin_id=job.plugin_id,
            name=job.name,
            version=self._version(job.plugin_id),
            reason=reason,
        )
        await Parking.bulk_create([row], ignore_conflicts=True)
        mine = _deliveries(job.tenant_id, job.plugin_id, job.name)
        await mine.filter(state__in=WAITING).update(state="held", handed=None)

    def _version(self, plugin_id: str) -> str:
        loaded = self._kernel.registry.plugins.get(plugin_id)
        return loaded.candidate.version if loaded else ""

    async def resume(self, tenant_id: UUID | None, plugin_id: str, name: str, *, replay: bool = True) -> int:
        """Let it go on, with its dead letters first, or without them; how many of those there were."""
        jobs = self._kernel.jobs
        async with self._kernel.db.transaction():
            await Parking.filter(key=key_of(plugin_id, name, tenant_id)).delete()
            dead = _deliveries(tenant_id, plugin_id, name).filter(state="dead")
            given_up: dict[str, Any] = {"state": "cancelled"}
            changes = FRESH | {"due": jobs.queue.now(), "round": F("round") + 1} if replay else given_up
            count: int = await dead.update(**changes)
            if await jobs.queue.active(tenant_id, plugin_id):
                await jobs.queue.release(tenant_id, plugin_id)
        jobs.wake()
        return count

    async def resume_mended(self) -> None:
        """Give another version of a plugin another chance."""
        for row in await Parking.all():
            if row.plugin_id in self._kernel.registry.plugins and self._version(row.plugin_id) != row.version:
                log.info("event handler is resumed with a new version", plugin=row.plugin_id, handler=row.name)
                await self.resume(row.tenant_id, row.plugin_id, row.name)


FRESH: Final[dict[str, Any]] = {"state": "queued", "attempt": 0, "handed": None, "finished_at": None}
"""What a dead letter is once it is replayed."""


def key_of(plugin_id: str, name: str, tenant_id: UUID | None) -> str:
    """Of a subscriber in a tenant."""
    return digest("parked", plugin_id, name, tenant_id)


def _deliveries(tenant_id: UUID | None, plugin_id: str, name: str) -> Any:
    return Job.filter(kind="events", tenant_id=tenant_id, plugin_id=plugin_id, name=name)
