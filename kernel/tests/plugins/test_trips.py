"""A plugin that rests after failures: shown to everybody who sees plugins, with its traceback to platform administrators."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from omni_kernel.app import Kernel
from omni_kernel.plugins.breaker import REST_SECONDS, THRESHOLD
from omni_kernel.plugins.trips import KEPT, KEY
from omni_kernel.redis.stream import INSTALLATION
from omni_sdk import Tenant
from omni_sdk.testing.app import RunningOmni
from omni_sdk.testing.doubles import Outbox

from .conftest import Install, Start
from .test_matrix import told

FAILING = """
from omni_sdk import *

async def fail(ctx: RequestContext) -> None:
    raise LookupError("the shelf is empty")

class Stranger(Plugin):
    @hookimpl
    def omni_routes(self): return [Route.get("/", fail, auth=SignedIn())]

plugin = Stranger()
"""
HERE = "/api/v1/plugins/acme-one"


@pytest.fixture
async def omni(install: Install, start: Start, outbox: Outbox) -> AsyncIterator[RunningOmni]:
    """With a plugin whose only route fails."""
    install("acme-one", FAILING)
    async with start() as kernel:
        await kernel.redis.client.delete(KEY)  # what earlier tests left there
        made = RunningOmni(kernel, outbox)
        yield made
        await made.close()


async def tripped(omni: RunningOmni, name: str = "here") -> Tenant:
    """A tenant in which it rests."""
    tenant = await omni.tenant(name)
    client = omni.client(tenant)
    await client.post(f"{HERE}/enable", json={})
    answers = [await client.get("/api/v1/x/acme-one/") for _ in range(THRESHOLD + 1)]
    assert [answer.status_code for answer in answers] == [500] * THRESHOLD + [503]
    return tenant


async def shown(client: httpx.AsyncClient) -> dict[str, object]:
    """The plugin in the list."""
    items = (await client.get("/api/v1/plugins")).json()["items"]
    return dict(next(one for one in items if one["id"] == "acme-one"))


async def test_who_sees_what(omni: RunningOmni) -> None:
    """That it rests: its tenant and the platform; why: the platform alone; nothing of it: other tenants."""
    here, there = await tripped(omni), await omni.tenant("there")
    own, other, platform = omni.client(here), omni.client(there), omni.client(None)
    until = (omni.kernel.clock.now() + timedelta(seconds=REST_SECONDS + 1)).isoformat()
    assert "" < str((await shown(own))["resting_until"]) < until
    assert (await shown(platform))["resting_until"]
    assert (await shown(other))["resting_until"] is None
    assert (await own.get(HERE)).json()["failure"] is None
    failure = (await platform.get(HERE)).json()["failure"]
    assert failure["error"] == "LookupError: the shelf is empty"
    assert failure["tenant"] == str(here.id)
    assert 'raise LookupError("the shelf is empty")' in failure["traceback"]


async def test_three_tenants_rest_it_for_all(omni: RunningOmni) -> None:
    """As the breaker has it."""
    quiet = omni.client(await omni.tenant("quiet"))
    for name in ("one", "two"):
        await tripped(omni, name)
    assert (await shown(quiet))["resting_until"] is None
    await tripped(omni, "three")
    assert (await shown(quiet))["resting_until"]


async def test_other_processes_know(omni: RunningOmni, outbox: Outbox) -> None:
    """By the stream at once, and whoever asks later; what Redis holds of another version is skipped."""
    listening = omni.kernel.stream.subscribe(INSTALLATION)
    client: Any = omni.kernel.redis.client  # its types are those of the blocking client, too
    await client.hset(KEY, "of-old", "{}")
    async with Kernel.open(omni.kernel.settings, "test") as other:
        elsewhere = RunningOmni(other, outbox)
        here = await tripped(elsewhere)
        assert await told(listening, here)
        await elsewhere.close()
    assert (await shown(omni.client(here)))["resting_until"]
    failure = (await omni.client(None).get(HERE)).json()["failure"]
    assert failure["tenant"] == str(here.id)
    assert 'raise LookupError("the shelf is empty")' in failure["traceback"]


async def test_without_redis_a_process_knows_its_own(omni: RunningOmni, monkeypatch: pytest.MonkeyPatch) -> None:
    """And forgets them after a day."""

    async def away(_: str) -> None:
        raise ConnectionError("Redis is away")

    monkeypatch.setattr(omni.kernel.redis.client, "hgetall", away)
    here = await tripped(omni)
    client = omni.client(None)
    assert (await shown(client))["resting_until"]
    now = omni.kernel.clock.now()
    monkeypatch.setattr(omni.kernel.clock, "now", lambda: now + timedelta(seconds=REST_SECONDS + 1))
    assert (await shown(omni.client(here)))["resting_until"] is None
    assert (await client.get(HERE)).json()["failure"]
    monkeypatch.setattr(omni.kernel.clock, "now", lambda: now + KEPT)
    assert await omni.kernel.trips.all() == []
