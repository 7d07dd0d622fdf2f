"""The worker as it runs in production: arq, its loops, child processes; and Redis coming and going."""

from __future__ import annotations

import asyncio
import os
import pickle
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import omni_probe.plugin as probe
import pytest
from omni_waiting import SUPPORT, becomes, installed, kernel, redis, until, working  # found by the path in conftest.py

from omni_kernel.app import Kernel
from omni_kernel.jobs import runner as runner_module
from omni_kernel.jobs import worker as worker_module
from omni_kernel.jobs.models import Job
from omni_kernel.jobs.relay import QUEUE, Relay
from omni_kernel.jobs.runner import Runner
from omni_kernel.redis.server import PrivateServer
from omni_sdk.context import Tenant
from omni_sdk.testing.app import RunningOmni

Enqueue = Any
__all__ = ["installed", "kernel", "redis"]


async def test_runs_soon_and_through_arq(kernel: Kernel, enqueue: Enqueue) -> None:
    """Long before anybody would have looked by himself."""
    async with working(kernel):
        await becomes((await enqueue(probe.note("first"))).id, "done")
        began = asyncio.get_running_loop().time()
        await becomes((await enqueue(probe.note("soon"))).id, "done")
        assert asyncio.get_running_loop().time() - began < worker_module.POLL_SECONDS / 2
    stats = await kernel.redis.client.info("commandstats")
    assert stats["cmdstat_zadd"]["calls"] >= 2
    assert await kernel.redis.client.zcard(QUEUE) == 0


async def test_many_jobs_each_once(kernel: Kernel, enqueue: Enqueue) -> None:
    """More than the share of a tenant and the room of a worker."""
    async with working(kernel):
        made = [await enqueue(probe.note(str(number))) for number in range(100)]
        for job in made:
            await becomes(job.id, "done")
    assert sorted(int(what) for _, what in probe.SEEN) == list(range(100))


async def test_goes_on_while_redis_is_away(
    kernel: Kernel, omni: RunningOmni, redis: PrivateServer, enqueue: Enqueue, here: Tenant
) -> None:
    """Jobs, events and schedules need only the database; when Redis is back, it carries again."""
    async with working(kernel):
        await becomes((await enqueue(probe.note("before"))).id, "done")
        await redis.stop()
        await until(lambda: not kernel.redis.connected)
        await becomes((await enqueue(probe.note("without"))).id, "done")
        async with omni.inside(probe.plugin, here) as ctx:
            await ctx.events.emit(probe.PINGED, probe.Ping(text="anyway"))
            await ctx.jobs.schedule("minutely", probe.note("by the clock"), cron="* * * * *")
        kernel.clock.advance(timedelta(minutes=1))
        await until(lambda: {"ping anyway by system:omni", "by the clock"} <= {what for _, what in probe.SEEN})
        await redis.start()
        await until(lambda: kernel.redis.connected)
        await becomes((await enqueue(probe.note("after"))).id, "done")


async def test_stopped_between_commit_and_run(kernel: Kernel, redis: PrivateServer, enqueue: Enqueue) -> None:
    """What was handed to a Redis that stopped is run from the database."""
    made = await enqueue(probe.note("handed"))
    assert await Relay(kernel, Runner(kernel, "other")).hand_over() == 1
    await redis.stop()
    await until(lambda: not kernel.redis.connected)
    kernel.clock.advance(timedelta(seconds=6))
    async with working(kernel):
        await becomes(made.id, "done")


async def test_wiped_between_commit_and_run(kernel: Kernel, enqueue: Enqueue) -> None:
    """FLUSHALL loses nothing."""
    made = await enqueue(probe.note("wiped"))
    assert await Relay(kernel, Runner(kernel, "other")).hand_over() == 1
    await kernel.redis.client.flushall()
    kernel.clock.advance(timedelta(seconds=6))
    async with working(kernel):
        await becomes(made.id, "done")
    assert [what for _, what in probe.SEEN] == ["wiped"]


async def test_redis_away_while_a_job_runs(kernel: Kernel, redis: PrivateServer, enqueue: Enqueue) -> None:
    """The job goes on, and ends once."""
    async with working(kernel):
        made = await enqueue(probe.waiter("a"))
        await becomes(made.id, "running")
        await redis.stop()
        await until(lambda: not kernel.redis.connected)
        probe.GATES["a"].set()
        job = await becomes(made.id, "done")
        assert job.attempt == 1
        await redis.start()


async def test_killed_in_mid_job(kernel: Kernel, enqueue: Enqueue, tmp_path: Path) -> None:
    """`kill -9`: another worker runs the job again, once its lease has ended."""
    trace = tmp_path / "trace"
    made = await enqueue(probe.append(trace, 60))
    victim = await asyncio.create_subprocess_exec(sys.executable, str(SUPPORT / "work.py"), stdin=asyncio.subprocess.PIPE)
    assert victim.stdin
    victim.stdin.write(pickle.dumps((kernel.settings, 1.0)))
    victim.stdin.close()
    await until(trace.exists)
    victim.kill()
    await victim.wait()
    await Job.filter(id=made.id).update(arguments={"path": str(trace), "seconds": 0})
    kernel.jobs.queue.lease = timedelta(seconds=1)
    async with working(kernel):
        job = await becomes(made.id, "done")
    assert job.attempt == 2
    assert trace.read_text().split("\n")[:-1] == [
        f"begin {made.id} 1",
        f"begin {made.id} 2",
        f"end {made.id} 2",
    ]


async def test_cancelled_while_it_runs(kernel: Kernel, enqueue: Enqueue, here: Tenant) -> None:
    """It is told at once; its progress until then is kept and was shown live."""
    live = kernel.stream.subscribe(here.id)
    async with working(kernel):
        made = await enqueue(probe.waiter("a"))
        topic, data = await anext(live)
        assert (topic, data["progress"], data["note"]) == ("job", 0.5, "half way")  # type: ignore[index, call-overload]
        await kernel.jobs.cancel(here.id, made.id)
        job = await becomes(made.id, "cancelled")
    assert (job.progress, job.note) == (0.5, "half way")


async def test_cancelled_while_redis_is_away(kernel: Kernel, redis: PrivateServer, enqueue: Enqueue, here: Tenant) -> None:
    """The worker finds it in the database."""
    async with working(kernel):
        made = await enqueue(probe.waiter("a"))
        await becomes(made.id, "running")
        await redis.stop()
        await kernel.jobs.cancel(here.id, made.id)
        await becomes(made.id, "cancelled")


async def test_a_job_that_does_not_let_go(
    kernel: Kernel, enqueue: Enqueue, here: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What swallows its cancellation is done when it comes to an end in time, and it keeps its result."""
    monkeypatch.setattr(runner_module, "GRACE_SECONDS", 5.0)
    async with working(kernel):
        made = await enqueue(probe.waiter("a", stubborn=True))
        await becomes(made.id, "running")
        await until(lambda: probe.SEEN)
        await kernel.jobs.cancel(here.id, made.id)
        job = await becomes(made.id, "done", "cancelled")
    assert (job.state, job.result) == ("done", "I stay")


async def test_switched_off_while_it_runs(kernel: Kernel, omni: RunningOmni, enqueue: Enqueue, here: Tenant) -> None:
    """It is stopped and held, at no cost of an attempt; enabling runs it again."""
    async with working(kernel):
        made = await enqueue(probe.waiter("a"))
        await becomes(made.id, "running")
        await until(lambda: probe.SEEN)
        await omni.disable(probe.plugin, here)
        held = await becomes(made.id, "held")
        assert held.attempt == 0
        probe.GATES["a"].set()
        await omni.enable(probe.plugin, here)
        assert (await becomes(made.id, "done")).attempt == 1


async def test_put_back_at_shutdown(kernel: Kernel, enqueue: Enqueue, monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not end in time waits for the next worker, at no cost of an attempt."""
    monkeypatch.setattr(worker_module, "DRAIN_SECONDS", 0.05)
    async with working(kernel):
        made = await enqueue(probe.waiter("a"))
        await becomes(made.id, "running")
        await until(lambda: probe.SEEN)
    job = await Job.get(id=made.id)
    assert (job.state, job.attempt, job.token) == ("queued", 0, None)


async def test_lets_jobs_end_at_shutdown(kernel: Kernel, enqueue: Enqueue) -> None:
    """What ends in time ends well."""
    async with working(kernel):
        made = await enqueue(probe.waiter("a"))
        await becomes(made.id, "running")
        await until(lambda: probe.SEEN)
        asyncio.get_running_loop().call_later(0.1, probe.GATES["a"].set)
    assert (await Job.get(id=made.id)).state == "done"


# -- processes


async def test_in_a_process_of_its_own(kernel: Kernel, enqueue: Enqueue, installed: None) -> None:
    """It may block, and tells its progress while it does."""
    async with working(kernel):
        job = await becomes((await enqueue(probe.crunch("block"))).id, "done", "dead")
    assert job.error is None
    assert isinstance(job.result, int)
    assert job.result != os.getpid()


@pytest.mark.parametrize(("how", "error"), [("eat", "MemoryError: "), ("die", "exit code 7")])
async def test_a_process_that_ends_badly(kernel: Kernel, enqueue: Enqueue, installed: None, how: str, error: str) -> None:
    """Out of memory, or gone without a word: the job failed, the worker did not."""
    async with working(kernel):
        job = await becomes((await enqueue(probe.crunch(how))).id, "dead", "done")
    assert error in (job.error or "")


async def test_a_process_is_killed(kernel: Kernel, enqueue: Enqueue, installed: None, here: Tenant) -> None:
    """Cancelling kills it, though it blocks."""
    live = kernel.stream.subscribe(here.id)
    async with working(kernel):
        made = await enqueue(probe.crunch("forever"))
        async with asyncio.timeout(30):
            _, data = await anext(live)
        pid = int(str(data["note"]).split()[1])  # type: ignore[index, call-overload]
        await kernel.jobs.cancel(here.id, made.id)
        await becomes(made.id, "cancelled")
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_two_workers_run_each_job_once(kernel: Kernel, enqueue: Enqueue, tmp_path: Path) -> None:
    """Whoever claims it first; the other lets it be."""
    trace = tmp_path / "trace"
    made = [await enqueue(probe.append(trace)) for _ in range(40)]
    program = str(SUPPORT / "work.py")
    workers = [await asyncio.create_subprocess_exec(sys.executable, program, stdin=asyncio.subprocess.PIPE) for _ in range(2)]
    try:
        for worker in workers:
            assert worker.stdin
            worker.stdin.write(pickle.dumps((kernel.settings, 30.0)))
            worker.stdin.close()
        for job in made:
            await becomes(job.id, "done")
    finally:
        for worker in workers:
            worker.kill()
            await worker.wait()
    lines = trace.read_text().splitlines()
    assert sorted(lines) == sorted(f"{edge} {job.id} 1" for job in made for edge in ("begin", "end"))
