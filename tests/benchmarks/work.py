"""Durable jobs and bare arq, by turns, in one process; and one job at a time by a worker process.

Runs as a process of its own, in an installation with a configuration for it. Prints seconds as JSON.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import uvloop
from arq.connections import ArqRedis
from arq.worker import Worker, func
from redis.asyncio import ConnectionPool

from omni_kernel import log
from omni_kernel.app import Kernel
from omni_kernel.jobs.caller import Caller
from omni_kernel.jobs.models import Job
from omni_kernel.jobs.worker import run_worker
from omni_kernel.settings import Settings, load
from omni_kernel.tenancy.models import Tenant
from tests.benchmarks.packages import SUBJECT
from tests.benchmarks.prepare import SYSTEM, migrate

if TYPE_CHECKING:
    from arq.typing import WorkerCoroutine

TASKS = 20
"""That enqueue at a time."""
AT_ONCE = 100
"""Jobs that run at a time, in both."""
LOT = 200


async def in_tasks(count: int, do: Callable[[int], Awaitable[object]]) -> None:
    """So many calls, some at a time."""

    async def some(start: int) -> None:
        for number in range(start, count, TASKS):
            await do(number)

    await asyncio.gather(*(some(start) for start in range(TASKS)))


async def bare(url: str, count: int) -> float:
    """Seconds of enqueueing and running, by arq with as short a poll as it may have."""
    pool = ArqRedis(ConnectionPool.from_url(url), default_queue_name="bench")
    done, ended = 0, asyncio.Event()

    async def nothing(_: dict[Any, Any], number: int) -> int:
        nonlocal done
        done += 1
        if done == count:
            ended.set()
        return number

    worker = Worker(
        [func(cast("WorkerCoroutine", nothing), name="nothing")],
        queue_name="bench", redis_pool=pool, handle_signals=False, max_jobs=AT_ONCE, poll_delay=0.01,
    )  # fmt: skip
    working = asyncio.create_task(worker.main())
    began = time.perf_counter()
    await in_tasks(count, lambda number: pool.enqueue_job("nothing", number))
    await ended.wait()
    took = time.perf_counter() - began
    while worker.tasks:  # noqa: ASYNC110  # their results are on the way to Redis
        await asyncio.sleep(0.02)
    working.cancel()
    await asyncio.wait([working])
    await pool.aclose(close_connection_pool=True)
    return took


class Ours:
    """The same through the kernel."""

    def __init__(self, kernel: Kernel, caller: Caller) -> None:
        self.kernel, self.caller = kernel, caller
        self.job = import_module("bench_subject.plugin").nothing

    async def enqueue(self, number: int) -> Any:
        """As whoever writes something does: in a transaction."""
        async with self.kernel.db.transaction():
            return await self.kernel.jobs.enqueue(self.caller, self.job(number))

    async def round(self, count: int) -> float:
        """Seconds of enqueueing and running, until the last is at its end in the database."""
        stop = asyncio.Event()
        working = asyncio.create_task(run_worker(self.kernel, stop))
        await self.run_one()
        began = time.perf_counter()
        await in_tasks(count, self.enqueue)
        while await self.open().exists():  # noqa: ASYNC110  # in the database
            await asyncio.sleep(0.005)
        took = time.perf_counter() - began
        stop.set()
        await working
        await Job.filter(name="nothing").delete()
        return took

    async def run_one(self) -> None:
        """So that the worker is known to be at work."""
        await self.enqueue(0)
        while await self.open().exists():  # noqa: ASYNC110  # in the database
            await asyncio.sleep(0.005)

    def open(self) -> Any:
        """Those that are not done."""
        return Job.filter(name="nothing", state__in=["queued", "failed", "running"])

    async def claims(self, count: int) -> float:
        """Seconds for choosing and claiming so many that wait."""
        async with self.kernel.db.transaction():
            for number in range(count):
                await self.kernel.jobs.enqueue(self.caller, self.job(number))
        took, left = 0.0, count
        while left > 0:
            began = time.perf_counter()
            chosen = await self.kernel.jobs.queue.pick(LOT)
            claimed = await self.kernel.jobs.queue.claim_many([job.id for job in chosen], "bench")
            took += time.perf_counter() - began
            left -= len(claimed)
            await Job.filter(id__in=[job.id for job in claimed if job]).update(handed=None)  # room for the next
        await Job.filter(name="nothing").delete()
        return took

    async def late(self, count: int) -> list[float]:
        """Seconds from the commit until the worker process had claimed it."""
        found = []
        for number in range(count + 3):
            made = await self.enqueue(number)
            committed = time.time()
            while (job := await Job.get(id=made.id)).state != "done":  # noqa: ASYNC110  # in the database
                await asyncio.sleep(0.01)
            assert job.started_at
            found.append(max(job.started_at.timestamp() - committed, 0.0))
        return found[3:]


@asynccontextmanager
async def worker_process(folder: Path) -> AsyncIterator[None]:
    """A worker as `omni worker` runs it."""
    config = str(folder / "omni.toml")
    worker = await asyncio.create_subprocess_exec(sys.executable, "-m", "omni_kernel.cli", "--config", config, "worker")
    try:
        yield
    finally:
        worker.terminate()
        await worker.wait()


async def prepared(settings: Settings) -> Caller:
    """The tenant, made where the database is new."""
    await migrate(settings)
    async with Kernel.open(settings, "cli") as kernel:
        if not await Tenant.exists(slug="tenant-0"):
            made = await kernel.tenants.create(SYSTEM, "tenant-0", "The first")
            await kernel.lifecycle.enable(SYSTEM, made.id, SUBJECT)
        return Caller.system(SUBJECT, (await Tenant.get(slug="tenant-0")).id)


async def measure(folder: Path, count: int, rounds: int, late: int) -> dict[str, list[Any]]:
    """Rounds by turns; the first, in which caches fill, is not counted."""
    settings = load(folder / "omni.toml")
    log.configure("error", "json", fd=2)
    logging.getLogger("arq").setLevel(logging.ERROR)
    caller, found = await prepared(settings), dict[str, list[Any]](arq=[], omni=[], claims=[], late=[])
    async with Kernel.open(settings, "worker") as kernel:
        ours = Ours(kernel, caller)
        await kernel.jobs.run_due()
        for number in range(rounds + 1):
            theirs, own, claims = await bare(kernel.redis.url, count), await ours.round(count), await ours.claims(count)
            if number:
                found["arq"].append(theirs)
                found["omni"].append(own)
                found["claims"].append(claims)
        async with worker_process(folder):
            found["late"] = await ours.late(late)
    return found


if __name__ == "__main__":
    print(json.dumps(uvloop.run(measure(Path(sys.argv[1]), *map(int, sys.argv[2:])))))
