"""A running Omni in a thread of its own, for tests that cannot wait: property tests call it as if it were a server."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterable
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any, Self, TypeVar
from uuid import UUID

import httpx

from omni_kernel.app import Kernel
from omni_kernel.clock import Clock
from omni_sdk import Plugin, Tenant
from omni_sdk.testing import databases
from omni_sdk.testing.app import SYSTEM, Bench, RunningOmni
from omni_sdk.testing.doubles import Outbox

T = TypeVar("T")
SECONDS = 30


class Living:
    """`with Living(bench, [plugin]) as omni:`; everything of it happens on its own loop."""

    def __init__(self, bench: Bench, plugins: Iterable[Plugin], overrides: dict[str, Any] | None = None) -> None:
        self._bench, self._plugins, self._overrides = bench, list(plugins), overrides
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="omni-living", daemon=True)
        self._stack = AsyncExitStack()
        self.clock = Clock()

    def __enter__(self) -> Self:
        self._thread.start()
        self.wait(self._open())
        return self

    def __exit__(self, *_: object) -> None:
        self.wait(self._stack.aclose())
        databases.dropped(self._database)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def wait(self, doing: Coroutine[Any, Any, T]) -> T:
        """Do it on the loop, and wait for it here."""
        return asyncio.run_coroutine_threadsafe(doing, self._loop).result(SECONDS)

    def restart(self, plugins: Iterable[Plugin]) -> None:
        """End it, and begin again over the same data, with these plugins."""
        self.wait(self._again(list(plugins)))

    async def _again(self, plugins: list[Plugin]) -> None:
        settings = self.kernel.settings
        await self._stack.aclose()
        await self._serve(await self._stack.enter_async_context(Kernel.open(settings, "test", plugins=plugins, clock=self.clock)))

    async def _open(self) -> None:
        settings = await self._bench.prepared(self._plugins, self._overrides)
        self._database = settings.database.url
        await self._serve(
            await self._stack.enter_async_context(Kernel.open(settings, "test", plugins=self._plugins, clock=self.clock))
        )

    async def _serve(self, kernel: Kernel) -> None:
        self.outbox = Outbox()
        self.omni = RunningOmni(kernel, self.outbox)
        self._stack.push_async_callback(self.omni.close)
        transport = httpx.ASGITransport(self.omni.http, raise_app_exceptions=True)
        self._client = await self._stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url="http://testserver"))
        self.kernel = kernel

    def send(self, method: str, url: str, key: str = "", **options: Any) -> httpx.Response:
        """One request and its whole answer; cookies are the caller's business."""
        self._client.cookies.clear()
        headers = httpx.Headers(options.pop("headers", None))
        if key:
            headers["Authorization"] = f"Bearer {key}"
        return self.wait(self._client.request(method, url, headers=headers, **options))

    def do(self, what: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Something else on the loop."""
        return self.wait(what())

    # -- what tests begin with

    def tenant(self, slug: str) -> Tenant:
        """A new tenant."""
        return self.wait(self.omni.tenant(slug))

    def key(self, tenant_id: UUID | None, *roles: str, lives: timedelta | None = None) -> str:
        """A key of a tenant with these roles; of the platform for None."""
        expires = self.clock.now() + lives if lives else None
        made = self.kernel.keys.create(SYSTEM, tenant_id, "test", roles=roles, expires_at=expires)
        return self.wait(made)[1]

    def enable(self, plugin: Plugin, tenant: Tenant, **settings: object) -> None:
        """Switch a plugin on."""
        self.wait(self.omni.enable(plugin, tenant, **settings))
