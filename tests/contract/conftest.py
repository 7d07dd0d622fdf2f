"""Strangers' plugins in a folder of the test's, found as in production: by their dist-info."""

from __future__ import annotations

import importlib
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from omni_testbed import strangers

from omni_kernel.app import Kernel
from omni_kernel.storage import migrations
from omni_sdk.testing.app import Bench, RunningOmni
from omni_sdk.testing.doubles import Outbox

Install = Callable[..., str]
Start = Callable[..., AbstractAsyncContextManager[RunningOmni]]


@pytest.fixture
def install(tmp_path: Path) -> Iterator[Install]:
    """`install("acme-one", source)`; see omni_testbed.strangers.write."""
    site = tmp_path / "site"
    site.mkdir()
    sys.path.insert(0, str(site))
    packages: list[str] = []

    def put(plugin_id: str, source: str, **keys: object) -> str:
        packages.append(strangers.write(site, plugin_id, source, **keys))  # type: ignore[arg-type]  # keys of the manifest
        importlib.invalidate_caches()
        return packages[-1]

    yield put
    sys.path.remove(str(site))
    for name in [module for module in sys.modules if module.partition(".")[0] in packages]:
        del sys.modules[name]
    importlib.invalidate_caches()


@pytest.fixture(scope="session")
def installation(omni_bench: Bench) -> str:
    """Made before any test installs strangers."""
    return omni_bench.installation()


@pytest.fixture
def start(omni_bench: Bench, installation: str) -> Start:
    """A running Omni with everything that is installed."""

    @asynccontextmanager
    async def opened(**overrides: object) -> AsyncIterator[RunningOmni]:
        settings = omni_bench.settings(dict(overrides), installation)
        async with Kernel.open(settings, "cli", migrated=False) as kernel:
            await migrations.migrate(settings.database.url, kernel.apps())
        async with Kernel.open(settings, "test") as kernel:
            failed = [(s.id, s.reason) for s in kernel.registry.report if s.reason]
            assert not failed, failed
            running = RunningOmni(kernel, Outbox())
            yield running
            await running.close()

    return opened
