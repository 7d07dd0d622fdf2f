"""What is told of jobs and events: outcomes and times, depths of queues, and how late things are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import omni_probe.plugin as probe

from omni_kernel.app import Kernel
from omni_sdk.context import Tenant
from omni_sdk.testing.app import RunningOmni

Enqueue = Any


async def told(kernel: Kernel, name: str) -> Mapping[tuple[str, ...], float]:
    """A metric's numbers, by the values of its labels."""
    families = {f.name: f for f in await kernel.metrics.collect()}
    family = families.get(f"omni_{name}")
    return {tuple(s.labels.values()): s.value for s in family.samples} if family else {}


async def test_outcomes_and_times_of_attempts(kernel: Kernel, enqueue: Enqueue) -> None:
    """Each attempt by how it left the job."""
    await enqueue(probe.note("hello"))
    await enqueue(probe.flaky(1))
    await kernel.jobs.run_due()
    kernel.clock.advance(timedelta(hours=1))
    await kernel.jobs.run_due()
    attempts = await told(kernel, "job_attempts_total")
    assert attempts["probe", "job", "note", "done"] == 1
    assert attempts["probe", "job", "flaky", "failed"] == 1
    assert attempts["probe", "job", "flaky", "done"] == 1
    families = {f.name: f for f in await kernel.metrics.collect()}
    counts = {tuple(s.labels.values()): s.value for s in families["omni_job_seconds"].samples if s.name.endswith("_count")}
    assert counts["probe", "job", "flaky"] == 2
    (waits,) = [
        s.value for s in families["omni_job_wait_seconds"].samples if s.name.endswith("_count") and s.labels["queue"] == "default"
    ]
    assert waits >= 3


async def test_depths_and_the_age_of_what_was_not_handed_over(kernel: Kernel, enqueue: Enqueue) -> None:
    """By state and queue; only what is due and waits makes the outbox late."""
    before = await told(kernel, "jobs")
    assert await told(kernel, "outbox_lag_seconds") == {(): 0}
    await enqueue(probe.note("later"), after=timedelta(hours=2))
    assert await told(kernel, "outbox_lag_seconds") == {(): 0}
    await enqueue(probe.note("now"))
    kernel.clock.advance(timedelta(minutes=5))
    (lag,) = (await told(kernel, "outbox_lag_seconds")).values()
    assert 300 <= lag < 330
    after = await told(kernel, "jobs")
    assert after["queued", "default"] == before.get(("queued", "default"), 0) + 2
    await kernel.jobs.run_due()
    assert await told(kernel, "outbox_lag_seconds") == {(): 0}


async def test_how_far_behind_each_subscriber_is(kernel: Kernel, omni: RunningOmni, here: Tenant) -> None:
    """Numbered or not yet, an event that the cursor has not passed makes its subscriber late."""
    await kernel.jobs.dispatcher.dispatch(flush=True)
    quiet = await told(kernel, "event_lag_seconds")
    assert {plugin for plugin, _ in quiet} == {"probe", "watcher"}
    assert set(quiet.values()) == {0}
    async with omni.inside(probe.plugin, here) as ctx:
        await ctx.events.emit(probe.PINGED, probe.Ping(text="hi"))
    kernel.clock.advance(timedelta(minutes=2))
    late = await told(kernel, "event_lag_seconds")
    assert all(120 <= seconds < 150 for seconds in late.values()), late
    await kernel.jobs.dispatcher.dispatch(flush=True)
    assert set((await told(kernel, "event_lag_seconds")).values()) == {0}
