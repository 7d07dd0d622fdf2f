"""A scraper, from wherever the test wants."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest
import pytest_asyncio

from omni_metrics_prometheus.plugin import plugin
from omni_metrics_prometheus.tenants import KEY
from omni_sdk import Plugin
from omni_sdk.testing.app import RunningOmni

At = Callable[[RunningOmni, str], httpx.AsyncClient]


@pytest.fixture
def omni_plugins() -> list[Plugin]:
    """This one."""
    return [plugin]


@pytest.fixture
def omni_config() -> dict[str, dict[str, object]]:
    """Anybody on this machine may scrape."""
    return {"metrics-prometheus": {"networks": ["127.0.0.0/8"]}}


@pytest_asyncio.fixture
async def scraper(omni_app: RunningOmni, at: At) -> AsyncIterator[httpx.AsyncClient]:
    """On this machine; tests share a Redis, and what one of them chose is nothing to the next."""
    async with omni_app.kernel.contexts.platform("metrics-prometheus") as ctx:
        await ctx.cache.delete(KEY)
    async with at(omni_app, "127.0.0.1") as client:
        yield client


@pytest.fixture
def at() -> At:
    """`at(omni, address)` gives a client at that address."""

    def make(omni: RunningOmni, address: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(omni.http, client=(address, 4711))
        return httpx.AsyncClient(transport=transport, base_url=omni.kernel.settings.public_url)

    return make
