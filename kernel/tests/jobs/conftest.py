"""A real kernel with a real Redis for tests of jobs: the plugins of `support/`, two tenants, a clock to move."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

SUPPORT = Path(__file__).parent / "support"
sys.path.insert(0, str(SUPPORT))

import omni_probe.plugin as probe  # noqa: E402  # found by the path above
import omni_watcher.plugin as watcher  # noqa: E402  # as above

from omni_kernel.app import Kernel  # noqa: E402
from omni_kernel.clock import Clock  # noqa: E402
from omni_kernel.jobs.caller import Caller  # noqa: E402
from omni_sdk.context import Tenant  # noqa: E402
from omni_sdk.contributions import Call  # noqa: E402
from omni_sdk.testing.app import SYSTEM, Bench, RunningOmni  # noqa: E402
from omni_sdk.testing.doubles import Outbox  # noqa: E402

MakeKernel = Callable[..., Any]


@pytest.fixture(scope="session")
def bench() -> Iterator[Bench]:
    """What tests share."""
    made = Bench()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def nothing_seen() -> None:
    """Each test begins with empty notes."""
    nothing()


def nothing() -> None:
    """Forget what ran."""
    probe.SEEN.clear()
    probe.GATES.clear()
    probe.BAD.clear()
    watcher.SEEN.clear()


@pytest_asyncio.fixture
async def kernel(bench: Bench) -> AsyncIterator[Kernel]:
    """A running kernel, at noon: what the plugins schedule is due in the morning and at night."""
    clock = Clock()
    clock.set((clock.now() + timedelta(days=1)).replace(hour=12, minute=0))
    async with bench.kernel([probe.plugin, watcher.plugin], clock) as made:
        yield made


@pytest.fixture
def omni(kernel: Kernel) -> RunningOmni:
    """Hands for it."""
    return RunningOmni(kernel, Outbox())


@pytest_asyncio.fixture
async def here(omni: RunningOmni) -> Tenant:
    """A tenant that has the probe on."""
    tenant = await omni.tenant("here")
    await omni.enable(probe.plugin, tenant)
    await omni.kernel.jobs.run_due()  # deliveries of the events that this raised
    nothing()
    return tenant


@pytest_asyncio.fixture
async def there(omni: RunningOmni, here: Tenant) -> Tenant:
    """A tenant that has the probe off."""
    del here
    tenant = await omni.tenant("there")
    await omni.kernel.jobs.run_due()
    nothing()
    return tenant


Enqueue = Callable[..., Awaitable[Any]]


@pytest.fixture
def enqueue(kernel: Kernel, here: Tenant) -> Enqueue:
    """Enqueue a call of the probe in `here`."""

    async def go(call: Call[Any], **options: Any) -> Any:
        caller = Caller("probe", options.pop("tenant", here).id, "account", "ann")
        return await kernel.jobs.enqueue(caller, call, **options)

    return go


__all__ = ["SYSTEM"]
