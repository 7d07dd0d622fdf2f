"""Durable events: rows in the emitter's transaction, turned into one job for each subscriber that may read them.

Retries, dead letters and fairness come from jobs. Each subscriber has a cursor; jobs and cursor move in one transaction.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from tortoise.functions import Max

from omni_sdk.contributions.event import matches

from .caller import Caller
from .delivery import may_read, pattern_of, wants
from .models import Cursor, Event, Job
from .parking import key_of
from .signature import digest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from omni_kernel.app import Kernel
    from omni_kernel.plugins.registry import Subscriber

LOT: Final = 1000
"""Events that one round reads at most."""
_NUMBER: Final = """
UPDATE omni_event SET seq = {top} + fresh.n FROM (
  SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS n FROM omni_event WHERE seq IS NULL ORDER BY id LIMIT {lot}
) AS fresh WHERE fresh.id = omni_event.id
"""


class Dispatcher:
    """Moves the cursors; any worker may, at any time."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    async def dispatch(self, *, flush: bool = False) -> int:
        """Enqueue what is new for each subscriber; `flush` waits for no batch to fill. How many jobs were made."""
        made = 0
        while True:
            positions = await self._positions()
            if not positions:
                return made
            events = await Event.filter(seq__gt=min(positions.values())).order_by("seq").limit(LOT)
            if not events:
                return made
            # What was enabled before these events must be known, or the cursor would pass them by.
            await self._kernel.epoch.check()
            parked, moved = await self._kernel.jobs.queue.parking.keys(), False
            for subscriber in self._kernel.registry.durable:
                position = positions[subscriber.key]
                ahead = [event for event in events if event.seq > position]
                if ahead:
                    new, jobs = await self._deliveries(subscriber, ahead, flush=flush or len(events) == LOT)
                    moved |= new > position and await self._move(subscriber, position, new, _held(jobs, parked))
                    made += len(jobs)
            if not moved:
                return made

    async def _positions(self) -> dict[str, int]:
        """Number what was committed since, and give each subscriber's position; a new one begins at what is new."""
        keys = [s.key for s in self._kernel.registry.durable]
        positions = dict(await Cursor.filter(subscriber__in=keys).values_list("subscriber", "position"))
        if len(positions) == len(keys) and not await Event.filter(seq=None).exists():
            return positions
        # One at a time: numbers follow the order in which rows became visible, so that no cursor passes one unseen.
        async with self._kernel.db.transaction(), self._kernel.db.lock("omni:events"):
            top = max(await _top(Event, "seq"), await _top(Cursor, "position"))
            missing = [Cursor(subscriber=key, position=top) for key in keys if key not in positions]
            await Cursor.bulk_create(missing, ignore_conflicts=True)
            await self._kernel.db.execute(_NUMBER.format(top=top, lot=LOT))
            return dict(await Cursor.filter(subscriber__in=keys).values_list("subscriber", "position"))

    async def _deliveries(self, subscriber: Subscriber, ahead: Sequence[Event], *, flush: bool) -> tuple[int, list[Job]]:
        """How far the cursor may move, and the jobs for what it passes."""
        on, pattern = subscriber.on, pattern_of(self._kernel, subscriber)
        mine = [e for e in ahead if await self._reaches(subscriber, pattern, e)]
        if on.batched and mine and not flush and len(mine) < on.size:
            waited = self._kernel.clock.now() - mine[0].time
            if waited < timedelta(seconds=on.seconds):
                return (mine[0].seq or 1) - 1, []
        chunks = _chunks(mine, on.size if on.batched else 1)
        return ahead[-1].seq or 0, [self._job(subscriber, chunk) for chunk in chunks]

    async def _reaches(self, subscriber: Subscriber, pattern: str, event: Event) -> bool:
        return (
            matches(pattern, event.type)
            and wants(subscriber, event.tenant_id)
            and await may_read(self._kernel, subscriber, event.tenant_id, event.plugin_id, event.type)
        )

    async def again(self, subscriber: Subscriber, events: Sequence[Event], replay: UUID) -> int:
        """Deliver events that were delivered before, once for each replay; how many jobs were made."""
        pattern = pattern_of(self._kernel, subscriber)
        mine = [e for e in events if await self._reaches(subscriber, pattern, e)]
        chunks = _chunks(mine, subscriber.on.size if subscriber.on.batched else 1)
        jobs = [self._job(subscriber, chunk, replay) for chunk in chunks]
        parked = await self._kernel.jobs.queue.parking.keys()
        async with self._kernel.db.transaction():
            await Job.bulk_create(_held(jobs, parked), ignore_conflicts=True)
            self._kernel.jobs.wake()
        return len(jobs)

    def _job(self, subscriber: Subscriber, events: Sequence[Event], *more: UUID) -> Job:
        first = events[0]
        batched = subscriber.on.batched
        caller = Caller.system(subscriber.plugin_id, first.tenant_id).stored() if batched else first.caller
        return Job(
            kind="events",
            tenant_id=first.tenant_id,
            lane=str(first.tenant_id or ""),
            plugin_id=subscriber.plugin_id,
            name=subscriber.name,
            queue="events",
            arguments={"events": [str(event.id) for event in events]},
            caller=caller,
            due=self._kernel.jobs.queue.now(),
            once=digest("events", subscriber.key, first.id, *more),
            # Who asks for batches keeps ledgers, and reads them in order.
            ordered_key=digest("events", subscriber.key, first.tenant_id) if batched else None,
            oldest=first.seq,
        )

    async def _move(self, subscriber: Subscriber, old: int, new: int, jobs: Sequence[Job]) -> bool:
        """Both or neither; False when another worker was faster."""
        async with self._kernel.db.transaction():
            if not await Cursor.filter(subscriber=subscriber.key, position=old).update(position=new):
                return False
            if jobs:
                await Job.bulk_create(jobs, ignore_conflicts=True)
                self._kernel.jobs.wake()
        return True

    async def forget(self, before: datetime, needed: int | None) -> None:
        """Delete events from before, unless some cursor or a delivery that has not ended (from `needed`) is behind."""
        if keys := [s.key for s in self._kernel.registry.durable]:
            behind = await Cursor.filter(subscriber__in=keys).order_by("position").first()
            limits = [needed] * (needed is not None) + ([behind.position + 1] if behind else [0])
            await Event.filter(time__lt=before, seq__lt=min(limits)).delete()
        else:
            await Event.filter(time__lt=before).delete()


def _held(jobs: Sequence[Job], parked: set[str]) -> Sequence[Job]:
    for job in jobs:
        if key_of(job.plugin_id, job.name, job.tenant_id) in parked:
            job.state = "held"
    return jobs


async def _top(model: type[Any], column: str) -> int:
    found = await model.all().annotate(top=Max(column)).values_list("top", flat=True)
    return int(found[0] or 0)


def _chunks(events: Sequence[Event], size: int) -> list[list[Event]]:
    """Per tenant, in order, `size` at most."""
    tenants: dict[UUID | None, list[Event]] = defaultdict(list)
    for event in events:
        tenants[event.tenant_id].append(event)
    return [mine[at : at + size] for mine in tenants.values() for at in range(0, len(mine), size)]
