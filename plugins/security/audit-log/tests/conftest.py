"""What several modules of these tests need."""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from omni_audit_log.chain.chains import Chain, chain_of
from omni_audit_log.chain.checks import check
from omni_audit_log.plugin import plugin
from omni_sdk import Tenant
from omni_sdk.testing import SetClock
from omni_sdk.testing.app import RunningOmni, SteppingClock

sys.path.insert(0, str(Path(__file__).parent / "probes"))

At = Callable[[Tenant | None], AbstractAsyncContextManager[Chain]]
Fill = Callable[..., Awaitable[None]]
Problems = Callable[[Tenant | None], Awaitable[list[str]]]


@pytest.fixture
def clock() -> SetClock:
    """Noon of a day in March."""
    made = SteppingClock()
    made.set(datetime(2026, 3, 1, 12, tzinfo=UTC))
    return made


@pytest.fixture
def at(omni_app: RunningOmni) -> At:
    """The chain of a tenant, or the platform's, in the plugin's own context."""

    @asynccontextmanager
    async def chain(tenant: Tenant | None) -> AsyncIterator[Chain]:
        context: Any = omni_app.inside(plugin, tenant) if tenant else omni_app.kernel.contexts.platform("audit-log")
        async with context as ctx:
            yield await chain_of(ctx)

    return chain


@pytest.fixture
def fill(omni_app: RunningOmni) -> Fill:
    """Let so many things have happened in a tenant, and stand in its chain."""

    async def filled(tenant: Tenant, count: int = 5, email: str = "ann@example.com", **data: Any) -> None:
        for number in range(count):
            about = {"plugin": f"p{number}", "reason": email} | data
            await omni_app.emit("plugin.disabled", tenant, **about)
        await omni_app.run_jobs()

    return filled


@pytest.fixture
def problems(at: At) -> Problems:
    """What is found when a chain is looked through."""

    async def found(tenant: Tenant | None) -> list[str]:
        async with at(tenant) as chain:
            return [str(finding) for finding in (await check(chain)).findings]

    return found
