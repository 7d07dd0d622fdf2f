"""A real kernel with the routes that a test names, and clients that call it through ASGI."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from tortoise import Tortoise

sys.path.insert(0, str(Path(__file__).parent / "probes"))

from omni_http_probe import Probe

from omni_kernel.app import Kernel
from omni_kernel.clock import Clock
from omni_kernel.http.asgi import HttpApp
from omni_kernel.jobs.caller import Caller
from omni_kernel.settings import load
from omni_sdk import Middleware, Plugin, Route

SYSTEM = Caller.system("omni", None)
EVERY_PERMISSION = ("probe.thing.read", "probe.thing.write")


class World:
    """One kernel, one app, a tenant with the probe on and one without."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel, self.app = kernel, HttpApp(kernel)
        self.log: list[dict[str, Any]] = []

    async def start(self) -> None:
        """Tenants and keys."""
        self.on = await self.kernel.tenants.create(SYSTEM, "acme", "Acme")
        self.off = await self.kernel.tenants.create(SYSTEM, "globex", "Globex")
        if "probe" in self.kernel.registry.plugins:
            loaded = self.kernel.registry.plugins["probe"]
            await self.kernel.lifecycle.enable(SYSTEM, self.on.id, "probe", grant=loaded.manifest.scopes)
        self.key = await self.make_key(self.on.id, EVERY_PERMISSION)
        self.weak = await self.make_key(self.on.id, ())
        self.other = await self.make_key(self.off.id, EVERY_PERMISSION)
        self.platform = await self.make_key(None, ())

    async def make_key(self, tenant_id: Any, permissions: Sequence[str]) -> str:
        """A key's text."""
        known = [p for p in permissions if p in self.kernel.registry.permissions]
        return (await self.kernel.keys.create(SYSTEM, tenant_id, "test", permissions=known))[1]

    def client(self, key: str | None = "", **headers: str) -> httpx.AsyncClient:
        """A client; without arguments with the tenant's key, with None nobody's."""
        key = self.key if key == "" else key
        said = {"authorization": f"Bearer {key}"} if key else {}
        transport = httpx.ASGITransport(self.app, client=("192.0.2.7", 4711))
        return httpx.AsyncClient(transport=transport, base_url="http://testserver", headers=said | headers)


Serve = Callable[..., Any]


@pytest.fixture
async def serve(tmp_path: Path) -> AsyncIterator[Serve]:
    """`await serve(Route.get(…), …)` gives a World."""
    async with AsyncExitStack() as stack:

        async def make(
            *routes: Route, middleware: Sequence[Middleware] = (), plugins: Sequence[Plugin] = (), on: Sequence[Any] = (),
            clock: Clock | None = None, **overrides: Any,
        ) -> World:  # fmt: skip
            (tmp_path / "omni.toml").write_text("")
            base: dict[str, Any] = {"environment": "test", "data_dir": str(tmp_path)}
            settings = load(tmp_path / "omni.toml", base | overrides)
            kernel = Kernel(settings, "test", clock)
            kernel._load([Probe(*routes, middleware=middleware, on=on), *plugins])
            failed = [s for s in kernel.registry.report if s.reason]
            assert not failed, failed[0].reason
            await kernel._open_storage(stack, migrated=False)
            await Tortoise.generate_schemas()
            await kernel._open_services(stack)
            world = World(kernel)
            await world.start()
            return world

        yield make
