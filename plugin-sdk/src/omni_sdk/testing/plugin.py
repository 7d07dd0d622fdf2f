"""The pytest plugin: fixtures over `omni_sdk.testing.app`. Nothing heavy is imported before a fixture is used."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from omni_sdk.hookspecs import Plugin

if TYPE_CHECKING:
    from omni_kernel.clock import Clock
    from omni_sdk.context import Tenant

    from .app import Bench, RunningOmni
    from .doubles import Outbox
    from .protocols import Client, Outside, RunJobs


@pytest.fixture(scope="session")
def omni_bench() -> Iterator[Bench]:
    """Redis and migrated databases, shared by the tests of a run."""
    from .app import Bench

    bench = Bench()
    yield bench
    bench.close()


@pytest.fixture
def omni_plugins(request: pytest.FixtureRequest) -> list[Plugin]:
    """The plugins of `omni_app`: those that the test module imports. Override it to choose others."""
    named = [value for value in vars(request.module).values() if isinstance(value, Plugin)]
    return list({id(plugin): plugin for plugin in named}.values())


@pytest.fixture
def omni_config() -> dict[str, dict[str, object]]:
    """What the operator configured, by plugin: `{"acme-gateway": {"size": 3}}`. Override it where a plugin needs some."""
    return {}


@pytest.fixture
def clock() -> Clock:
    """The time of `omni_app`."""
    from .app import SteppingClock

    return SteppingClock()


@pytest.fixture
def outbox() -> Outbox:
    """What left Omni: mails, text messages, events."""
    from .doubles import Outbox

    return Outbox()


@pytest_asyncio.fixture
async def omni_app(
    omni_bench: Bench,
    omni_plugins: list[Plugin],
    omni_config: dict[str, dict[str, object]],
    clock: Clock,
    outbox: Outbox,
) -> AsyncIterator[RunningOmni]:
    """A running Omni with the plugins that the test module imports."""
    from .app import RunningOmni

    async with omni_bench.kernel(omni_plugins, clock, {"plugins": omni_config}) as kernel:
        running = RunningOmni(kernel, outbox)
        yield running
        await running.close()


@pytest_asyncio.fixture
async def tenant(omni_app: RunningOmni) -> Tenant:
    """A tenant that has nothing enabled."""
    return await omni_app.tenant("first")


@pytest_asyncio.fixture
async def other_tenant(omni_app: RunningOmni) -> Tenant:
    """Another one."""
    return await omni_app.tenant("second")


@pytest.fixture
def client(omni_app: RunningOmni) -> Client:
    """Makes HTTP clients with a key of a tenant."""
    return omni_app.client


@pytest.fixture
def run_jobs(omni_app: RunningOmni) -> RunJobs:
    """Delivers events and runs jobs."""
    return omni_app.run_jobs


@pytest.fixture
def outside(omni_app: RunningOmni) -> Outside:
    """The internet of the test."""
    return omni_app.outside
