"""What several modules of these tests need."""

import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from omni_sdk import Tenant
from omni_sdk.testing import SetClock
from omni_sdk.testing.app import RunningOmni

sys.path.insert(0, str(Path(__file__).parent / "probes"))

Happen = Callable[..., Awaitable[None]]
WRITTEN = timedelta(seconds=2)
"""After which what was sent is due to be written."""


@pytest.fixture
def happen(omni_app: RunningOmni, clock: SetClock) -> Happen:
    """Let events have happened in a tenant, sent by its API, and stand in the warehouse."""

    async def happened(tenant: Tenant, *events: dict[str, Any]) -> None:
        async with omni_app.client(tenant) as client:
            answer = await client.post("/api/v1/analytics/events", json={"events": list(events)})
        assert answer.status_code == 202, answer.text
        clock.advance(WRITTEN)
        await omni_app.run_jobs()

    return happened
