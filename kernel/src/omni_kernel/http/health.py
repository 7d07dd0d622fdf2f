"""`/healthz`: the process runs. `/readyz`: it can do its work; 503 only when something critical cannot."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal

from pydantic import BaseModel
from pydantic_core import to_json

from omni_kernel.storage.trouble import trouble
from omni_sdk import Health, HealthCheck, PlatformContext, Response

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

CHECK_SECONDS: Final = 2.0
CACHE_SECONDS: Final = 1.0
LEAST_ROOM: Final = 16 * 2**20
"""In bytes: with less in the data folder, writes are about to fail."""
JSON: Final = {"content-type": "application/json"}


class Checked(BaseModel):
    """One health check."""

    plugin: str
    name: str
    ok: bool
    critical: bool
    detail: str


class NotLoaded(BaseModel):
    """A plugin that is not there. Reasons may name files and hosts: they are for the operator, by `omni plugin list` and the API."""

    id: str
    standing: str


class Report(BaseModel):
    """How the process is, and what it can do."""

    status: Literal["ready", "degraded", "unavailable"]
    checks: Sequence[Checked]
    plugins: Mapping[str, int]
    not_loaded: Sequence[NotLoaded]


def alive() -> Response:
    """Whatever else is broken, the process answers."""
    return Response(200, dict(JSON), b'{"status":"ok"}')


def checks(kernel: Kernel) -> list[HealthCheck]:
    """The kernel's own: the database is critical; without Redis things are slower, and without room they are only read."""

    async def database(_: PlatformContext) -> Health:
        try:
            await kernel.db.rows("SELECT 1")
        except Exception as error:
            if trouble(error) is None:
                raise
            return Health(ok=False, detail="the database is away: nothing can be read or written")
        return Health(ok=True)

    async def redis(_: PlatformContext) -> Health:
        connected = kernel.redis.connected
        return Health(ok=connected, detail="" if connected else "Redis is away: caches, live updates and wake-ups wait")

    async def room(_: PlatformContext) -> Health:
        free = (await asyncio.to_thread(shutil.disk_usage, kernel.settings.data_dir)).free
        ok = free >= LEAST_ROOM and not kernel.troubles.full
        return Health(ok=ok, detail="" if ok else f"{free / 2**20:.1f} MiB are left for data: reading goes on, writing fails")

    return [HealthCheck("database", database, critical=True), HealthCheck("redis", redis), HealthCheck("room", room)]


class Readiness:
    """Asks every health check, all at once, each for a limited time; the answer holds for a moment."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._until = 0.0
        self._found: Response | None = None
        self.stopping = False

    async def answer(self) -> Response:
        """200 with `ready` or `degraded`, 503 with `unavailable` or `stopping`."""
        now = asyncio.get_running_loop().time()
        if self.stopping:
            return Response(503, dict(JSON), b'{"status":"stopping"}')
        if self._found is None or now >= self._until:
            self._found, self._until = await self._ask(), now + CACHE_SECONDS
        return Response(self._found.status, dict(JSON), self._found.body)

    async def _ask(self) -> Response:
        found = await report(self._kernel)
        return Response(503 if found.status == "unavailable" else 200, dict(JSON), to_json(found))


async def report(kernel: Kernel) -> Report:
    """What all health checks say now."""
    asked = list(kernel.registry.all(HealthCheck))
    found = await asyncio.gather(*(_check(kernel, plugin_id, check) for plugin_id, check in asked))
    failed = [check for (_, check), health in zip(asked, found, strict=True) if not health.ok]
    plugins = kernel.registry.report
    return Report(
        status="unavailable" if any(c.critical for c in failed) else "degraded" if failed else "ready",
        checks=[
            Checked(plugin=plugin_id, name=check.name, ok=health.ok, critical=check.critical, detail=health.detail)
            for (plugin_id, check), health in zip(asked, found, strict=True)
        ],
        plugins=dict(Counter(s.standing.value for s in plugins)),
        not_loaded=[NotLoaded(id=s.id, standing=s.standing.value) for s in plugins if s.standing.value != "loaded"],
    )


async def _check(kernel: Kernel, plugin_id: str, check: HealthCheck) -> Health:
    task = asyncio.ensure_future(check.check(kernel.contexts.platform(plugin_id)))
    done, _ = await asyncio.wait([task], timeout=CHECK_SECONDS)
    if not done:
        # Not awaited: a check that swallows its cancellation must not hold up the others.
        task.cancel()
        return Health(ok=False, detail=f"no answer within {CHECK_SECONDS:g} s")
    if task.cancelled() or (error := task.exception()) is None:
        return Health(ok=False, detail="cancelled") if task.cancelled() else task.result()
    return Health(ok=False, detail=type(error).__name__)
