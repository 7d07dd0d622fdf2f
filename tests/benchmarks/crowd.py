"""Makes many tenants in the data folder of an Omni, for the list of them in the dashboard.

Runs as a process of its own: `python -m tests.benchmarks.crowd FOLDER COUNT`.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from omni_kernel.app import Kernel
from omni_kernel.settings import load
from omni_kernel.tenancy.models import Tenant

BATCH = 1_000


async def crowd(folder: Path, count: int) -> None:
    """Rows alone, written together: one by one they would take minutes."""
    async with Kernel.open(load(folder / "omni.toml"), "cli"):
        for start in range(0, count, BATCH):
            numbers = range(start, min(start + BATCH, count))
            await Tenant.bulk_create([Tenant(slug=f"crowd-{n:05}", name=f"Number {n}") for n in numbers])


if __name__ == "__main__":
    asyncio.run(crowd(Path(sys.argv[1]), int(sys.argv[2])))
