"""The child's side of `process.py`: `python -m omni_kernel.jobs.child FD`, settings and claim on standard input."""

from __future__ import annotations

import asyncio
import os
import pickle
import resource
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from omni_kernel.redis.server import die_with_parent

from .models import Job
from .runner import Run, Runner

if TYPE_CHECKING:
    from uuid import UUID

    from omni_kernel.settings import Settings

MEBIBYTE = 2**20


def main() -> None:
    """Run one job."""
    die_with_parent(signal.SIGKILL)
    pipe = int(sys.argv[1])
    settings, job_id, token = pickle.load(sys.stdin.buffer)  # noqa: S301  # from our own parent
    asyncio.run(work(pipe, settings, job_id, token))


async def work(pipe: int, settings: Settings, job_id: UUID, token: UUID) -> None:
    """Open a kernel and run the job that the parent claimed, under its token."""
    from omni_kernel.app import Kernel

    async with Kernel.open(settings, role="worker") as kernel:
        job = await Job.get_or_none(id=job_id, token=token, state="running")
        if job is not None:
            declared = kernel.registry.jobs.get((job.plugin_id, job.name))
            if declared and declared.memory_mb:
                limit_memory(declared.memory_mb)
            runner = Runner(kernel, job.worker, inline=True)
            await runner.attempt(Run(job), lambda done, note: tell(pipe, [done, note]))
        tell(pipe, "settled")


def limit_memory(mebibytes: int) -> None:
    """Let the job have so much address space beyond what the kernel took before it did anything."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + mebibytes * MEBIBYTE
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def tell(pipe: int, message: Any) -> None:
    """Write a line to the parent: also while a handler that blocks holds the loop."""
    os.write(pipe, orjson.dumps(message) + b"\n")


if __name__ == "__main__":
    main()
