"""Makes the data folder of an Omni: migrated, with tenants that have plugins on, and a key for each.

Runs as a process of its own, since which plugins are installed is decided by its path. Prints the keys as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from omni_kernel.app import Kernel
from omni_kernel.auth import token
from omni_kernel.auth.models import ApiKey
from omni_kernel.jobs.caller import Caller
from omni_kernel.plugins.models import TenantPlugin
from omni_kernel.settings import Settings, load
from omni_kernel.storage import migrations
from omni_kernel.tenancy.models import Tenant
from tests.benchmarks.packages import HUB, PERMISSION, SUBJECT, dummies
from tests.benchmarks.store_package import STORE, STORE_PERMISSION

SYSTEM = Caller.system("omni", None)
BATCH = 1_000


async def prepare(folder: Path, installed: int, tenants: int) -> list[str]:
    """A key of each tenant. The first has every plugin on; the others have the measured one."""
    settings = load(folder / "omni.toml")
    await migrate(settings)
    async with Kernel.open(settings, "cli") as kernel:
        first = await kernel.tenants.create(SYSTEM, "tenant-0", "The first")
        stored = STORE in kernel.registry.plugins
        for plugin_id in (SUBJECT, HUB, *dummies(installed), *[STORE] * stored):
            await kernel.lifecycle.enable(SYSTEM, first.id, plugin_id)
        permissions = [PERMISSION, *[STORE_PERMISSION] * stored]
        _, key = await kernel.keys.create(SYSTEM, first.id, "bench", roles=["owner"], permissions=permissions)
        return [key, *[k for start in range(1, tenants, BATCH) for k in await more(start, min(start + BATCH, tenants))]]


async def migrate(settings: Settings) -> None:
    """All tables."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    async with Kernel.open(settings, "cli", migrated=False) as kernel:
        await migrations.migrate(settings.database.url, kernel.apps())


async def more(start: int, end: int) -> list[str]:
    """Rows of further tenants, written together: one by one they would take minutes."""
    rows = [Tenant(slug=f"tenant-{n}", name=f"Number {n}") for n in range(start, end)]
    keys = [token.generate() for _ in rows]
    await Tenant.bulk_create(rows)
    await TenantPlugin.bulk_create([TenantPlugin(tenant_id=t.id, plugin_id=SUBJECT, enabled=True) for t in rows])
    await ApiKey.bulk_create(
        [
            ApiKey(tenant_id=t.id, name="bench", digest=token.digest(k), start=k[:9], last_four=k[-4:], permissions=[PERMISSION])
            for t, k in zip(rows, keys, strict=True)
        ]
    )
    return keys


if __name__ == "__main__":
    print(json.dumps(asyncio.run(prepare(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))))
