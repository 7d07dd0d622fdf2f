"""Schedules: rows per tenant, kept in step with what active plugins declare, each fired once per due time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from structlog import get_logger

from omni_sdk.errors import Conflict, Discard, NotFound, Problem
from omni_sdk.events import SCHEDULE_PAUSED, SCHEDULE_RESUMED, SCHEDULE_RUN, ScheduleSteered

from .caller import Caller
from .cron import latest_run, next_run, zone_of
from .models import Schedule, milliseconds
from .signature import digest, signature_of

if TYPE_CHECKING:
    from uuid import UUID

    from omni_kernel.app import Kernel
    from omni_sdk.contributions import Call, EventType
    from omni_sdk.contributions import Schedule as Declared

    from .models import Job

log = get_logger("omni.jobs")
LATE: Final = timedelta(minutes=1)
"""From when on a due time counts as missed, for schedules that do not catch up."""
LOT: Final = 500


class Scheduler:
    """Any worker may fire at any time: a due time is taken by comparing it in the update that moves it on."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    # -- what there is

    async def reconcile(self, tenant_id: UUID | None = None, plugin_id: str | None = None) -> None:
        """Bring declared rows in step with what is active, of all or of one tenant and plugin."""
        wanted = await self._wanted(tenant_id, plugin_id)
        where: dict[str, Any] = {"tenant_id": tenant_id} if tenant_id else {}
        where |= {"plugin_id": plugin_id} if plugin_id else {}
        have = {row.key: row for row in await Schedule.filter(declared=True, **where)}
        gone = [row for key, row in have.items() if key not in wanted]
        if ids := [row.id for row in gone if not (row.paused and await self._off(row))]:
            await Schedule.filter(id__in=ids).delete()
        if new := [row for key, row in wanted.items() if key not in have]:
            await Schedule.bulk_create(new, ignore_conflicts=True)
        for key in wanted.keys() & have.keys():
            await self._replace(have[key], wanted[key])
        await self._rezone(tenant_id)

    async def _off(self, row: Schedule) -> bool:
        """Its plugin is, for now: what an administrator paused stays paused until it is on again."""
        return not await self._kernel.jobs.queue.active(row.tenant_id, row.plugin_id)

    async def _wanted(self, tenant_id: UUID | None, plugin_id: str | None) -> dict[str, Schedule]:
        rows: dict[str, Schedule] = {}
        for owner, declared in self._kernel.registry.schedules:
            if plugin_id not in {None, owner}:
                continue
            try:
                for place in await self._places(owner, declared, tenant_id):
                    row = await self._row(owner, place, declared)
                    rows[row.key] = row
            except (Problem, LookupError) as error:
                log.warning("schedule cannot be kept", plugin=owner, schedule=declared.name, reason=str(error))
        return rows

    async def _places(self, owner: str, declared: Declared, tenant_id: UUID | None) -> list[UUID | None]:
        """The tenants that have it, or None for the installation."""
        job = self._kernel.jobs.declared(owner, declared.job.job)
        if signature_of(job.run).platform:
            return [None] if tenant_id is None else []
        if tenant_id is None:
            return list(await self._kernel.gate.tenants_with(owner))
        return [tenant_id] if await self._kernel.jobs.queue.active(tenant_id, owner) else []

    async def _row(self, owner: str, tenant_id: UUID | None, declared: Declared) -> Schedule:
        job = self._kernel.jobs.declared(owner, declared.job.job)
        return Schedule(
            tenant_id=tenant_id,
            plugin_id=owner,
            name=declared.name,
            declared=True,
            key=digest(tenant_id, owner, "declared", declared.name),
            job=declared.job.job,
            arguments=signature_of(job.run).dump(declared.job.arguments),
            catch_up=declared.catch_up,
            **await self._when(tenant_id, declared.cron, declared.zone),
        )

    async def _when(self, tenant_id: UUID | None, cron: str, zone: str | None) -> dict[str, Any]:
        name = zone or await self._zone(tenant_id)
        zone_of(name)
        return {"cron": cron, "zone": name, "zoned": zone is not None, "next_due": self._next(cron, name)}

    async def _zone(self, tenant_id: UUID | None) -> str:
        if tenant_id is None:
            return "UTC"
        return (await self._kernel.gate.state(tenant_id)).tenant.zone.key

    def _next(self, cron: str, zone: str) -> int | None:
        run = next_run(cron, zone, self._kernel.clock.now())
        return milliseconds(run) if run else None

    async def _replace(self, have: Schedule, wanted: Schedule) -> None:
        """What stays the same keeps its due time, even one that passed while no worker was up."""
        timing = {name: getattr(wanted, name) for name in ("cron", "zone", "zoned")}
        rest = {name: getattr(wanted, name) for name in ("job", "arguments", "catch_up")}
        if any(getattr(have, name) != value for name, value in timing.items()):
            await Schedule.filter(id=have.id).update(next_due=wanted.next_due, **timing, **rest)
        elif any(getattr(have, name) != value for name, value in rest.items()):
            await Schedule.filter(id=have.id).update(**rest)

    async def _rezone(self, tenant_id: UUID | None) -> None:
        """Schedules that people made follow the tenant's zone, too."""
        where = {"tenant_id": tenant_id} if tenant_id else {}
        for row in await Schedule.filter(declared=False, zoned=False, **where):
            try:
                zone = await self._zone(row.tenant_id)
            except NotFound:
                continue
            if zone != row.zone:
                await Schedule.filter(id=row.id).update(zone=zone, next_due=self._next(row.cron, zone))

    # -- schedules that people make

    async def put(self, caller: Caller, name: str, call: Call[Any], cron: str, zone: str | None, catch_up: str) -> None:
        """Make a schedule, or replace the one with this name; `Invalid` for a bad `cron` or `zone`."""
        job = self._kernel.jobs.declared(caller.plugin_id, call.job)
        key = digest(caller.tenant_id, caller.plugin_id, "made", name)
        timing = await self._when(caller.tenant_id, cron, zone)
        arguments = signature_of(job.run).dump(call.arguments)
        values = {"job": call.job, "arguments": arguments, "catch_up": catch_up, **timing}
        if not await Schedule.filter(key=key).update(**values):
            owner = {"tenant_id": caller.tenant_id, "plugin_id": caller.plugin_id}
            row = Schedule(key=key, name=name, declared=False, **owner, **values)
            await Schedule.bulk_create([row], on_conflict=["key"], update_fields=list(values))

    async def drop(self, caller: Caller, name: str) -> None:
        """Remove a schedule that people made, if it is there."""
        await Schedule.filter(key=digest(caller.tenant_id, caller.plugin_id, "made", name)).delete()

    # -- firing

    async def fire(self) -> int:
        """Enqueue what is due; how many."""
        now = milliseconds(self._kernel.clock.now())
        due = await Schedule.filter(next_due__lte=now, paused=False).order_by("next_due").limit(LOT)
        fired = 0
        for row in due:
            fired += await self._fire(row)
        return fired

    async def _fire(self, row: Schedule) -> bool:
        """Move on to the next time after now (what was missed while nobody was up counts once) and enqueue."""
        # What was enabled in another process must be known, or the due time would pass unused.
        await self._kernel.epoch.check()
        wanted = await self._kernel.jobs.queue.active(row.tenant_id, row.plugin_id) and not self._missed(row)
        following = self._next(row.cron, row.zone)
        async with self._kernel.db.transaction():
            taken = Schedule.filter(id=row.id, next_due=row.next_due, paused=False)
            due = self._latest(row)
            if not await taken.update(next_due=following, last_due=due) or not wanted:
                return False
            return await self._enqueue(row, Caller.system(row.plugin_id, row.tenant_id), due) is not None

    def _latest(self, row: Schedule) -> int | None:
        """When it was due last: after missed times, the last of them."""
        if row.next_due is None:
            return None
        first, now = datetime.fromtimestamp(row.next_due / 1000, UTC), self._kernel.clock.now()
        return max(int(row.next_due), milliseconds(latest_run(row.cron, row.zone, first, now) or first))

    def _missed(self, row: Schedule) -> bool:
        due = datetime.fromtimestamp((row.next_due or 0) / 1000, UTC)
        return row.catch_up == "none" and self._kernel.clock.now() - due > LATE

    async def _enqueue(self, row: Schedule, caller: Caller, due: int | None = None) -> Job | None:
        """Once for each time that was due: the key is unique in the database, and stays when the row is made anew."""
        job = self._kernel.registry.jobs.get((row.plugin_id, row.job))
        if job is None:
            log.error("schedule names an unknown job", plugin=row.plugin_id, schedule=row.name, job=row.job)
            return None
        try:
            arguments = signature_of(job.run).load(row.arguments)
        except Discard as error:
            log.warning("schedule cannot fire", plugin=row.plugin_id, schedule=row.name, reason=str(error))
            return None
        once = None if due is None else digest("schedule", row.key, due)
        return await self._kernel.jobs.add(caller, job, arguments, row.arguments, once=once, scheduled=due)

    # -- what administrators do

    async def get(self, tenant_id: UUID | None, id: UUID) -> Schedule:  # noqa: A002  # as the column
        """The schedule, if it is this tenant's and its plugin is on; else `NotFound`."""
        row = await Schedule.get_or_none(id=id, tenant_id=tenant_id)
        if row is None or await self._off(row):
            raise NotFound(f"no schedule {id}")
        return row

    async def pause(self, caller: Caller, id: UUID) -> Schedule:  # noqa: A002  # as above
        """Let it fire no more until `resume`."""
        row = await self.get(caller.tenant_id, id)
        async with self._kernel.db.transaction():
            if await Schedule.filter(id=row.id, paused=False).update(paused=True):
                await self._steered(caller, row, SCHEDULE_PAUSED)
        return await self.get(caller.tenant_id, id)

    async def resume(self, caller: Caller, id: UUID) -> Schedule:  # noqa: A002  # as above
        """Let it fire again, from now on: what it missed while it was paused stays missed."""
        row = await self.get(caller.tenant_id, id)
        changes = {"paused": False, "next_due": self._next(row.cron, row.zone)}
        async with self._kernel.db.transaction():
            if await Schedule.filter(id=row.id, paused=True).update(**changes):
                await self._steered(caller, row, SCHEDULE_RESUMED)
        return await self.get(caller.tenant_id, id)

    async def run_now(self, caller: Caller, id: UUID) -> Job:  # noqa: A002  # as above
        """Enqueue its job once, beside what is due; `Conflict` when the plugin has no such job any more."""
        row = await self.get(caller.tenant_id, id)
        async with self._kernel.db.transaction():
            made = await self._enqueue(row, caller.as_plugin(row.plugin_id))
            if made is None:
                raise Conflict(f"schedule {row.name!r} names the job {row.job!r}, which cannot be called so any more")
            await self._steered(caller, row, SCHEDULE_RUN, made.id)
        return made

    async def _steered(self, caller: Caller, row: Schedule, event: EventType[Any], job_id: UUID | None = None) -> None:
        data = ScheduleSteered(schedule_id=row.id, plugin=row.plugin_id, name=row.name, job_id=job_id)
        await self._kernel.emit(caller, row.tenant_id, event, data)
