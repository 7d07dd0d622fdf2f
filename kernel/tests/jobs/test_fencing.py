"""Who slept through its lease has no say any more; and no clock that is wrong takes a job from who works on it."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import omni_probe.plugin as probe
import pytest
from omni_waiting import SUPPORT, becomes, installed, kernel, redis, until, working  # found by the path in conftest.py

from omni_kernel.app import Kernel
from omni_kernel.jobs import worker as worker_module
from omni_kernel.jobs.models import Event, Job, Schedule, milliseconds
from omni_kernel.jobs.runner import Runner
from omni_sdk.context import Tenant
from omni_sdk.testing.app import RunningOmni

Enqueue = Any
SIX = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
__all__ = ["installed", "kernel", "redis"]


async def test_a_worker_that_was_stopped_and_goes_on(kernel: Kernel, omni: RunningOmni, enqueue: Enqueue, tmp_path: Path) -> None:
    """SIGSTOP for longer than its lease: another worker runs the job; the first, awake again, tells nobody anything."""
    trace, go = tmp_path / "trace", tmp_path / "go"
    made = await enqueue(probe.sleeper(trace, go))
    victim = await asyncio.create_subprocess_exec(sys.executable, str(SUPPORT / "work.py"), stdin=asyncio.subprocess.PIPE)
    assert victim.stdin
    victim.stdin.write(pickle.dumps((kernel.settings, 1.0)))
    victim.stdin.close()
    try:
        await until(trace.exists)
        victim.send_signal(signal.SIGSTOP)
        kernel.jobs.queue.lease = timedelta(seconds=1)
        async with working(kernel):
            await until(lambda: "begin 2" in trace.read_text())
            go.touch()
            await becomes(made.id, "done")
            victim.send_signal(signal.SIGCONT)
            await until(lambda: "stopped 1" in trace.read_text())
    finally:
        victim.kill()
        await victim.wait()
    job = await Job.get(id=made.id)
    assert (job.state, job.attempt, job.result, job.note) == ("done", 2, "by 2", "by 2")
    assert [row.arguments["text"] for row in await Job.filter(name="note")] == ["by 2"]
    assert [row.data["text"] for row in await Event.filter(type="probe.pinged")] == ["by 2"]  # type: ignore[index, call-overload]
    assert "end 1" not in trace.read_text()


@pytest.mark.parametrize("commit", [False, True])
async def test_enqueues_emits_and_commits_nothing_after_its_lease(
    kernel: Kernel, enqueue: Enqueue, tmp_path: Path, commit: bool
) -> None:
    """Even before its worker had time to look who holds the job: the first thing it asks for is refused."""
    trace, go = tmp_path / "trace", tmp_path / "go"
    made = await enqueue(probe.sleeper(trace, go, commit))
    running = Runner(kernel, "one").start(made.id)
    await until(trace.exists)
    await kernel.jobs.queue.sweep()
    kernel.clock.advance(timedelta(seconds=31))
    assert await kernel.jobs.queue.sweep() == 1
    second = await kernel.jobs.queue.claim(made.id, "two")
    assert second
    go.touch()
    await running
    assert trace.read_text().splitlines()[-1] == "stopped 1"
    assert await Job.filter(name="note").count() == 0
    assert not await Schedule.exists(name="of the job")
    assert (await Job.get(id=made.id)).token == second.token


async def test_a_late_lease_that_nobody_took_is_still_good(kernel: Kernel, enqueue: Enqueue, tmp_path: Path) -> None:
    """Who wakes up and finds the job still its own goes on."""
    trace, go = tmp_path / "trace", tmp_path / "go"
    made = await enqueue(probe.sleeper(trace, go, commit=True))
    running = Runner(kernel, "one").start(made.id)
    await until(trace.exists)
    kernel.clock.advance(timedelta(seconds=31))
    go.touch()
    await running
    assert (await Job.get(id=made.id)).result == "by 1"
    assert await Schedule.exists(name="of the job")


async def test_a_renewed_lease_is_never_taken_whatever_it_says(kernel: Kernel, enqueue: Enqueue) -> None:
    """Its worker's clock may be hours behind ours: that the lease changes is what counts."""
    made = await enqueue(probe.note("mine"))
    claimed = await kernel.jobs.queue.claim(made.id, "behind")
    assert claimed
    sweeper = kernel.jobs.queue.sweeper
    for second in range(0, 100, 10):
        await Job.filter(id=made.id).update(lease=1000 + second)  # long ago, by our clock
        assert await sweeper.sweep(second) == 0
    assert await sweeper.sweep(115) == 0
    assert await sweeper.sweep(121) == 1
    assert not await kernel.jobs.queue.done(claimed, "late")


async def test_renewed_at_the_last_moment(kernel: Kernel, enqueue: Enqueue, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the sweeper's look and its grip: the renewal wins."""
    made = await enqueue(probe.note("mine"))
    claimed = await kernel.jobs.queue.claim(made.id, "slow")
    assert claimed
    sweeper = kernel.jobs.queue.sweeper
    await sweeper.sweep(0)
    token, lease = sweeper._seen[made.id][0]
    await Job.filter(id=made.id).update(lease=(lease or 0) + 1)
    assert not await sweeper._take_back(made.id, token, lease)
    assert await kernel.jobs.queue.done(claimed, "in time")


async def test_two_schedulers_an_hour_apart(kernel: Kernel, here: Tenant) -> None:
    """Each due time is fired once, by whoever comes to it first; when that one is gone the other goes on, with none left out."""
    kernel.clock.set(SIX)
    await Schedule.filter(tenant_id=here.id).exclude(name="morning").delete()
    first = milliseconds(SIX + timedelta(hours=1))
    await Schedule.filter(name="morning").update(cron="0 * * * *", next_due=first)
    for minutes in range(0, 6 * 60, 7):
        now = SIX + timedelta(minutes=minutes)
        if minutes < 4 * 60:
            kernel.clock.set(now + timedelta(hours=1))
            await kernel.jobs.scheduler.fire()
        kernel.clock.set(now)
        await kernel.jobs.scheduler.fire()
    due = await Job.filter(name="note").count()
    assert due == 5  # seven to eleven
    (row,) = await Schedule.filter(name="morning")
    assert row.next_due == milliseconds(SIX + timedelta(hours=6))


async def test_handed_over_by_a_clock_in_the_future(kernel: Kernel, enqueue: Enqueue) -> None:
    """It is not lost for the hour that the other's clock is ahead."""
    made = await enqueue(probe.note("x"))
    await Job.filter(id=made.id).update(handed=kernel.jobs.queue.now() + 3_600_000)
    await kernel.jobs.queue.sweep()
    assert [job.id for job in await kernel.jobs.queue.pick(10)] == [made.id]


# -- processes


async def test_a_process_that_defies_signals_is_killed_with_its_own(
    kernel: Kernel, enqueue: Enqueue, installed: None, here: Tenant
) -> None:
    live = kernel.stream.subscribe(here.id)
    async with working(kernel):
        made = await enqueue(probe.crunch("defy"))
        async with asyncio.timeout(30):
            while True:
                _, data = await anext(live)
                if str(data.get("note", "")).startswith("pids"):  # type: ignore[union-attr]
                    break
        pids = [int(pid) for pid in str(data["note"]).split()[1:]]  # type: ignore[index, call-overload]
        await kernel.jobs.cancel(here.id, made.id)
        await becomes(made.id, "cancelled")
    await until(lambda: not any(alive(pid) for pid in pids))


def alive(pid: int) -> bool:
    """Whether it runs; one that nobody has waited for yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


async def test_a_process_that_takes_too_long(kernel: Kernel, enqueue: Enqueue, installed: None) -> None:
    async with working(kernel):
        job = await becomes((await enqueue(probe.endless())).id, "dead", "done")
    assert job.error == "it took longer than 1 s"


async def test_a_process_is_put_back_at_shutdown(
    kernel: Kernel, enqueue: Enqueue, installed: None, here: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed, and the job waits for the next worker at no cost of an attempt."""
    monkeypatch.setattr(worker_module, "DRAIN_SECONDS", 0.05)
    live = kernel.stream.subscribe(here.id)
    async with working(kernel):
        made = await enqueue(probe.crunch("forever"))
        async with asyncio.timeout(30):
            _, data = await anext(live)
        pid = int(str(data["note"]).split()[1])  # type: ignore[index, call-overload]
    job = await Job.get(id=made.id)
    assert (job.state, job.attempt, job.token) == ("queued", 0, None)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
