"""A worker in a process of its own: `python work.py` with pickled settings and a lease on standard input."""

import asyncio
import pickle
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import omni_probe.plugin as probe  # found by the path above

from omni_kernel.app import Kernel
from omni_kernel.jobs.worker import run_worker


async def main(settings: Any, lease: float) -> None:
    """Work until killed."""
    async with Kernel.open(settings, "worker", plugins=[probe.plugin]) as kernel:
        kernel.jobs.queue.lease = timedelta(seconds=lease)
        await run_worker(kernel, asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main(*pickle.load(sys.stdin.buffer)))
