"""Schedules: rows where the plugin is on, each due time fired once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import omni_probe.plugin as probe
import omni_watcher.plugin as watcher
import pytest

from omni_kernel.app import Kernel
from omni_kernel.jobs.models import Job, Schedule, milliseconds
from omni_sdk.context import Tenant
from omni_sdk.errors import Invalid
from omni_sdk.testing.app import SYSTEM, RunningOmni

Enqueue = Any
SIX = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)


async def rows(tenant: Tenant) -> dict[str, Schedule]:
    """The tenant's schedules by name."""
    return {row.name: row for row in await Schedule.filter(tenant_id=tenant.id)}


@pytest.fixture
def at_six(kernel: Kernel) -> None:
    """Six o'clock in the morning."""
    kernel.clock.set(SIX)


async def test_rows_follow_the_gate(kernel: Kernel, omni: RunningOmni, here: Tenant, there: Tenant) -> None:
    """Declared where the plugin is on, gone where it is off, once for the installation."""
    assert sorted(await rows(here)) == ["morning", "now-or-never"]
    assert await rows(there) == {}
    await omni.disable(probe.plugin, here)
    assert await rows(here) == {}
    await omni.enable(probe.plugin, here)
    assert sorted(await rows(here)) == ["morning", "now-or-never"]
    await kernel.jobs.scheduler.reconcile()
    assert [row.plugin_id for row in await Schedule.filter(tenant_id=None)] == ["watcher"]


async def test_fires_once_per_due_time(kernel: Kernel, at_six: None, here: Tenant) -> None:
    """Not before, once at it, however many schedulers race for it, and the next day again."""
    assert await kernel.jobs.scheduler.fire() == 0
    kernel.clock.set(SIX.replace(hour=7))
    stale = await Schedule.get(name="morning")
    fired = await asyncio.gather(*(kernel.jobs.scheduler.fire() for _ in range(4)))
    assert sum(fired) == 1
    assert not await kernel.jobs.scheduler._fire(stale)
    assert await Job.filter(name="note").count() == 1
    kernel.clock.set(SIX.replace(day=2, hour=7))
    await kernel.jobs.run_due()
    assert [what for _, what in probe.SEEN] == ["morning", "morning"]


async def test_a_due_time_is_never_fired_twice(kernel: Kernel, at_six: None, here: Tenant) -> None:
    """Not even when the row is put back: the job row remembers."""
    kernel.clock.set(SIX.replace(hour=7))
    await kernel.jobs.scheduler.fire()
    await Schedule.filter(name="morning").update(next_due=milliseconds(SIX.replace(hour=7)))
    await kernel.jobs.scheduler.fire()
    assert await Job.filter(name="note").count() == 1


async def test_missed_runs(kernel: Kernel, at_six: None, here: Tenant) -> None:
    """What was missed for days is made up for once, or (`catch_up="none"`) not at all."""
    kernel.clock.set(SIX + timedelta(days=3, hours=5))
    await kernel.jobs.run_due()
    assert [what for _, what in probe.SEEN] == ["morning"]
    due = {name: row.next_due for name, row in (await rows(here)).items()}
    assert due == {"morning": milliseconds(SIX.replace(day=5, hour=7)), "now-or-never": milliseconds(SIX.replace(day=5, hour=9))}


async def test_in_the_tenants_zone(kernel: Kernel, at_six: None, here: Tenant) -> None:
    """A schedule without a zone follows the tenant's, and moves with it; one with a zone stays."""
    await kernel.tenants.update(SYSTEM, here.id, {"zone": "Asia/Tokyo"})
    await kernel.epoch.check()
    await kernel.jobs.scheduler.reconcile(here.id)
    found = await rows(here)
    assert found["morning"].next_due == milliseconds(SIX.replace(hour=22))
    assert found["now-or-never"].next_due == milliseconds(SIX.replace(hour=9))


async def test_made_by_people(kernel: Kernel, omni: RunningOmni, at_six: None, here: Tenant) -> None:
    """The same name replaces; it stays through disabling without firing; it can be removed."""
    async with omni.inside(probe.plugin, here) as ctx:
        await ctx.jobs.schedule("mine", probe.note("first"), cron="*/5 * * * *")
        await ctx.jobs.schedule("mine", probe.note("mine"), cron="30 * * * *")
    kernel.clock.set(SIX.replace(minute=30))
    await kernel.jobs.run_due()
    assert [what for _, what in probe.SEEN] == ["mine"]
    await omni.disable(probe.plugin, here)
    kernel.clock.advance(timedelta(hours=1))
    await kernel.jobs.run_due()
    assert len(probe.SEEN) == 1
    assert list(await rows(here)) == ["mine"]
    await omni.enable(probe.plugin, here)
    async with omni.inside(probe.plugin, here) as ctx:
        await ctx.jobs.unschedule("mine")
    assert "mine" not in await rows(here)


async def test_refuses_bad_times(omni: RunningOmni, here: Tenant) -> None:
    """The field is named."""
    async with omni.inside(probe.plugin, here) as ctx:
        for cron, zone, field in (("61 * * * *", None, "cron"), ("0 7 * * *", "Mars/Olympus", "zone")):
            with pytest.raises(Invalid) as refused:
                await ctx.jobs.schedule("bad", probe.note("x"), cron=cron, zone=zone)
            assert refused.value.at == field


async def test_the_installations_schedule(kernel: Kernel, at_six: None, here: Tenant) -> None:
    """It fires once, in UTC."""
    await kernel.jobs.scheduler.reconcile()
    kernel.clock.set(SIX.replace(day=2, hour=3))
    await kernel.jobs.run_due({("watcher", "patrol")})
    assert watcher.SEEN == ["patrol"]


async def test_a_job_that_an_upgrade_removed(kernel: Kernel, at_six: None, here: Tenant) -> None:
    """The schedule moves on, and others fire."""
    await Schedule.filter(name="morning").update(job=f"gone-{uuid4().hex}")
    kernel.clock.set(SIX.replace(hour=9))
    await kernel.jobs.run_due()
    assert [what for _, what in probe.SEEN] == ["nine"]


async def test_people_say_whether_missed_runs_are_made_up_for(
    kernel: Kernel, omni: RunningOmni, at_six: None, here: Tenant
) -> None:
    """Once, unless they said `none`, then not at all; saying it anew replaces it."""
    async with omni.inside(probe.plugin, here) as ctx:
        for name in ("made up for", "let go", "thought better of"):
            await ctx.jobs.schedule(name, probe.note(name), cron="15 6 * * *")
        await ctx.jobs.schedule("let go", probe.note("let go"), cron="15 6 * * *", catch_up="none")
        await ctx.jobs.schedule("thought better of", probe.note("x"), cron="15 6 * * *", catch_up="none")
        await ctx.jobs.schedule("thought better of", probe.note("better"), cron="15 6 * * *")
        with pytest.raises(Invalid) as refused:
            await ctx.jobs.schedule("bad", probe.note("x"), cron="15 6 * * *", catch_up="all")  # type: ignore[arg-type]
        assert refused.value.at == "catch_up"
    kernel.clock.set(SIX + timedelta(minutes=45))
    await kernel.jobs.run_due()
    assert sorted(what for _, what in probe.SEEN) == ["better", "made up for"]


async def test_a_job_knows_when_it_was_due(kernel: Kernel, omni: RunningOmni, at_six: None, here: Tenant) -> None:
    """In every attempt the time of the schedule, however late it runs; nothing for one that nobody's clock asked for."""
    async with omni.inside(probe.plugin, here) as ctx:
        await ctx.jobs.schedule("mine", probe.punctual(), cron="15 6 * * *")
    kernel.clock.set(SIX + timedelta(minutes=45))
    await kernel.jobs.run_due()
    await kernel.jobs.run_due()
    due = SIX.replace(minute=15).isoformat()
    assert [what for _, what in probe.SEEN] == [f"1 {due}", f"2 {due}"]
    probe.SEEN.clear()
    async with omni.inside(probe.plugin, here) as ctx:
        await ctx.jobs.enqueue(probe.punctual())
    await kernel.jobs.run_due()
    await kernel.jobs.run_due()
    assert [what for _, what in probe.SEEN] == ["1 None", "2 None"]


async def test_what_makes_up_for_many_was_due_last(kernel: Kernel, omni: RunningOmni, at_six: None, here: Tenant) -> None:
    """After days without a worker: the last time that was missed, so that "last week" is the last one."""
    async with omni.inside(probe.plugin, here) as ctx:
        await ctx.jobs.schedule("mine", probe.punctual(), cron="15 6 * * *")
    kernel.clock.set(SIX + timedelta(days=20, hours=5))
    await kernel.jobs.run_due()
    due = (SIX + timedelta(days=20)).replace(minute=15).isoformat()
    told = [what for _, what in probe.SEEN if what != "morning"]
    assert told[0] == f"1 {due}"
    assert {what.partition(" ")[2] for what in told} == {due}
