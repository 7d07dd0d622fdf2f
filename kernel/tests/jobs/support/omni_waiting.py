"""A kernel on a Redis of the test's own, a worker in this process, and waiting for what they do."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import omni_probe.plugin as probe
import pytest
import pytest_asyncio

from omni_kernel.app import Kernel
from omni_kernel.jobs.models import Job
from omni_kernel.jobs.worker import run_worker
from omni_kernel.redis.server import PrivateServer
from omni_sdk.testing.app import Bench

SUPPORT = Path(__file__).parent


@pytest_asyncio.fixture
async def redis() -> AsyncIterator[PrivateServer]:
    """A Redis of the test's own, to be stopped and started."""
    folder = Path(tempfile.mkdtemp(prefix="omni-"))
    made = PrivateServer(folder)
    await made.start()
    yield made
    await made.stop()
    shutil.rmtree(folder)
    with warnings.catch_warnings():
        # A pipeline of redis-py whose server went away complains when it is collected; let it do so here.
        warnings.simplefilter("ignore")
        gc.collect()


@pytest_asyncio.fixture
async def kernel(bench: Bench, redis: PrivateServer) -> AsyncIterator[Kernel]:
    """A kernel on that Redis, connected."""
    async with bench.kernel([probe.plugin], overrides={"redis": {"url": redis.url}}) as made:
        await until(lambda: made.redis.connected)
        yield made


async def until(true: Callable[[], object]) -> None:
    """Wait (fifteen seconds at most) for a condition."""
    async with asyncio.timeout(15):
        while not true():  # noqa: ASYNC110  # of another thread or process
            await asyncio.sleep(0.01)


async def becomes(job_id: Any, *states: str) -> Job:
    """Wait (thirty seconds at most) until the job is in one of these states."""
    async with asyncio.timeout(30):
        while True:
            job = await Job.get(id=job_id)
            if job.state in states:
                return job
            await asyncio.sleep(0.01)


@asynccontextmanager
async def working(kernel: Kernel) -> AsyncIterator[None]:
    """While a worker runs in this process."""
    stop = asyncio.Event()
    task = asyncio.create_task(run_worker(kernel, stop))
    try:
        yield
    finally:
        stop.set()
        async with asyncio.timeout(20):
            await task


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The probe as children find it: by an entry point."""
    dist = tmp_path / "omni_probe-1.0.dist-info"
    dist.mkdir()
    (dist / "METADATA").write_text("Metadata-Version: 2.1\nName: omni-probe\nVersion: 1.0\n")
    (dist / "entry_points.txt").write_text("[omni.plugins]\nprobe = omni_probe.plugin:plugin\n")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(SUPPORT)]))
