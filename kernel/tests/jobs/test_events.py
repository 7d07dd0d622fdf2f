"""Durable events, one delivery per subscriber; transient ones, best effort."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import omni_probe.plugin as probe
import omni_watcher.plugin as watcher
import pytest

from omni_kernel.app import Kernel
from omni_kernel.jobs import events as events_module
from omni_kernel.jobs.caller import Caller
from omni_kernel.jobs.models import Cursor, Event, Job
from omni_sdk.context import Tenant
from omni_sdk.contributions import EventType
from omni_sdk.testing.app import RunningOmni


async def ping(omni: RunningOmni, tenant: Tenant, text: str) -> None:
    """Let the probe emit its event."""
    async with omni.inside(probe.plugin, tenant) as ctx:
        await ctx.events.emit(probe.PINGED, probe.Ping(text=text))


def whats() -> list[str]:
    """What ran, sorted."""
    return sorted(what for _, what in probe.SEEN)


async def test_reaches_each_subscriber_once(kernel: Kernel, omni: RunningOmni, here: Tenant) -> None:
    """The handler's model, the batch handlers of others; a second round delivers nothing again."""
    await ping(omni, here, "hi")
    await kernel.jobs.run_due()
    assert probe.SEEN == [("here", "ping hi by system:omni")]
    assert watcher.SEEN == ["here: probe.pinged"]
    assert await kernel.jobs.run_due() == 0
    assert len(probe.SEEN) == 1


async def test_gone_with_the_emitters_transaction(kernel: Kernel, omni: RunningOmni, here: Tenant) -> None:
    """An event of a transaction that fails never was."""

    async def fails() -> None:
        async with kernel.db.transaction():
            await ping(omni, here, "never")
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        await fails()
    assert await Event.filter(type="probe.pinged").count() == 0


async def test_not_to_tenants_where_it_is_off(kernel: Kernel, omni: RunningOmni, here: Tenant, there: Tenant) -> None:
    """Other tenants' subscribers get nothing, and what was enabled later gets nothing from before."""
    await omni.emit("tenant.member.added", there, name="Bob")
    await kernel.jobs.run_due()
    assert probe.SEEN == []
    await omni.enable(probe.plugin, there)
    await omni.emit("tenant.member.added", here, name="Ann")
    await kernel.jobs.run_due()
    assert probe.SEEN == [("here", "members Ann")]


async def test_held_when_switched_off_between_dispatch_and_run(kernel: Kernel, omni: RunningOmni, here: Tenant) -> None:
    """The delivery waits with the jobs, and comes when the plugin is on again."""
    await ping(omni, here, "wait")
    await kernel.jobs.dispatcher.dispatch(flush=True)
    await omni.disable(probe.plugin, here)
    await kernel.jobs.run_due()
    assert probe.SEEN == []
    await omni.enable(probe.plugin, here)
    await kernel.jobs.run_due()
    assert whats() == ["ping wait by system:omni"]


async def test_only_events_that_were_granted(kernel: Kernel, omni: RunningOmni, here: Tenant) -> None:
    """A pattern in the code is nothing without the scope in the manifest."""
    await omni.emit("tenant.member.removed", here, name="Ann")
    await kernel.jobs.run_due()
    assert probe.SEEN == []
    assert watcher.SEEN == ["here: tenant.member.removed"]


async def test_events_without_a_tenant(kernel: Kernel, omni: RunningOmni, here: Tenant) -> None:
    """They go to handlers with a `PlatformContext`, and to nobody else."""
    del here
    data = kernel.registry.event_types["tenant.deleted"].data.model_construct(slug="gone")
    await kernel.events.emit(Caller.system("omni", None), "tenant.deleted", data, durable=True)
    await kernel.jobs.run_due()
    assert watcher.SEEN == ["-: tenant.deleted"]


async def test_a_batch_waits_until_it_is_full_or_old(kernel: Kernel, omni: RunningOmni, here: Tenant) -> None:
    """Two fill this one; a single event waits for a minute."""
    dispatch = kernel.jobs.dispatcher.dispatch
    mine = Job.filter(plugin_id="probe", kind="events")
    before = await mine.count()
    await omni.emit("tenant.member.added", here, name="Ann")
    await dispatch()
    assert await mine.count() == before
    kernel.clock.advance(timedelta(minutes=1))
    await dispatch()
    assert await mine.count() == before + 1
    for name in ("Bob", "Cid", "Dan"):
        await omni.emit("tenant.member.added", here, name=name)
    await kernel.jobs.run_due()
    assert [what for _, what in probe.SEEN] == ["members Ann", "members Bob,Cid", "members Dan"]


async def test_a_failing_handler_is_parked(kernel: Kernel, omni: RunningOmni, here: Tenant) -> None:
    """It becomes a dead letter after its attempts; later events and other handlers go on."""
    await ping(omni, here, "fail")
    await ping(omni, here, "fine")
    await kernel.jobs.run_due()
    dead = await Job.get(state="dead")
    assert (dead.name, dead.attempt, dead.error) == ("on_ping", 5, "ValueError: cannot take it")
    assert "ping fine by system:omni" in whats()
    assert watcher.SEEN == ["here: probe.pinged"] * 2


async def test_an_event_that_the_handler_cannot_read(kernel: Kernel, omni: RunningOmni, here: Tenant) -> None:
    """Its data do not fit the handler's model: dead at once."""
    await ping(omni, here, "hi")
    await Event.filter(type="probe.pinged").update(data={"text": None})
    await kernel.jobs.run_due()
    dead = await Job.get(state="dead")
    assert dead.attempt == 1
    assert "data.text" in (dead.error or "")


async def test_two_dispatchers_deliver_once(kernel: Kernel, omni: RunningOmni, here: Tenant) -> None:
    """Each moves a cursor only from where it found it."""
    await ping(omni, here, "hi")
    dispatcher = kernel.jobs.dispatcher
    positions = await dispatcher._positions()
    for subscriber in kernel.registry.durable:
        old = positions[subscriber.key]
        events = await Event.filter(seq__gt=old).order_by("seq")
        new, jobs = await dispatcher._deliveries(subscriber, events, flush=True)
        assert await dispatcher._move(subscriber, old, new, jobs)
        assert not await dispatcher._move(subscriber, old, new, jobs)
    await kernel.jobs.run_due()
    assert whats() == ["ping hi by system:omni"]


async def test_numbers_go_on_after_all_was_forgotten(kernel: Kernel, omni: RunningOmni, here: Tenant) -> None:
    """Cursors never stand ahead of new events."""
    await kernel.jobs.dispatcher.dispatch(flush=True)
    kernel.clock.advance(timedelta(days=40))
    await kernel.jobs.forget()
    assert await Event.all().count() == 0
    await ping(omni, here, "after")
    await kernel.jobs.run_due({("probe", "on_ping")})
    assert whats() == ["ping after by system:omni"]


async def test_a_waiting_delivery_keeps_its_events(kernel: Kernel, omni: RunningOmni, here: Tenant) -> None:
    """Held for longer than the retention, it still has what it is to deliver."""
    await ping(omni, here, "kept")
    await kernel.jobs.dispatcher.dispatch(flush=True)
    await omni.disable(probe.plugin, here)
    kernel.clock.advance(timedelta(days=40))
    await kernel.jobs.forget()
    await omni.enable(probe.plugin, here)
    await kernel.jobs.run_due({("probe", "on_ping")})
    assert whats() == ["ping kept by system:omni"]


async def test_transient_at_once_and_in_this_process(kernel: Kernel, omni: RunningOmni, here: Tenant, there: Tenant) -> None:
    """No row is written; the gate holds; where nobody listens nothing happens."""
    assert kernel.events.wanted("probe.flashed")
    assert not kernel.events.wanted("probe.pinged")
    caller = Caller("probe", here.id, "system", "x")
    await kernel.events.emit(caller, "probe.flashed", probe.Ping(text="now"), durable=False)
    await kernel.events.emit(Caller("probe", there.id, "system", "x"), "probe.flashed", probe.Ping(text="off"), durable=False)
    await kernel.events.settle()
    assert probe.SEEN == [("here", "flash now"), ("here", "flashes now")]
    assert await Event.filter(type="probe.flashed").count() == 0


async def test_transient_in_batches(kernel: Kernel, here: Tenant) -> None:
    """Full, or after its time; a handler that fails fails nobody else."""
    caller = Caller("probe", here.id, "system", "x")
    for text in ("1", "fail", "3"):
        await kernel.events.emit(caller, "probe.flashed", probe.Ping(text=text), durable=False)
    async with asyncio.timeout(10):
        while "flashes 3" not in whats():  # noqa: ASYNC110  # the timer's
            await asyncio.sleep(0.005)
    await kernel.events.settle()
    assert whats() == ["flash 1", "flash 3", "flash fail", "flashes 1,fail", "flashes 3"]


async def test_transient_ones_never_pile_up(kernel: Kernel, here: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a bound they are dropped."""
    monkeypatch.setattr(events_module, "MOST_KEPT", 1)
    caller = Caller("probe", here.id, "system", "x")
    await kernel.events.emit(caller, "probe.flashed", probe.Ping(text="1"), durable=False)
    await kernel.events.settle()
    assert whats() == ["flash 1"]


async def test_emits_only_what_is_declared(omni: RunningOmni, here: Tenant) -> None:
    """Another type, or other data, is the plugin's mistake."""
    async with omni.inside(probe.plugin, here) as ctx:
        with pytest.raises(LookupError, match="omni_event_types"):
            await ctx.events.emit(EventType("other", probe.Ping), probe.Ping(text="x"))
        wrong: Any = probe.Member(name="x")
        with pytest.raises(TypeError, match="carries Ping, not Member"):
            await ctx.events.emit(probe.PINGED, wrong)


async def test_a_new_subscriber_begins_now(kernel: Kernel, omni: RunningOmni, here: Tenant) -> None:
    """What was dispatched before it was known is history."""
    await ping(omni, here, "old")
    await kernel.jobs.run_due()
    await Cursor.filter(subscriber="probe:on_ping").delete()
    probe.SEEN.clear()
    await ping(omni, here, "new")
    await kernel.jobs.run_due()
    assert whats() == ["ping new by system:omni"]
