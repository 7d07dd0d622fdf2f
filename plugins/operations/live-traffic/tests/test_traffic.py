"""What a tenant sees of its requests: by the routes, and live."""

import asyncio
from collections.abc import AsyncIterator
from time import time
from typing import Any

import pytest

from omni_live_traffic.metering import store
from omni_live_traffic.metering.counts import Counts
from omni_live_traffic.metering.meter import TOPIC
from omni_live_traffic.plugin import plugin
from omni_sdk import Tenant
from omni_sdk.errors import CacheDown
from omni_sdk.testing.app import RunningOmni

BASE = "/api/v1/x/live-traffic"


async def visits(omni: RunningOmni, tenant: Tenant, count: int) -> None:
    """So many requests."""
    client = omni.client(tenant)
    for _ in range(count):
        assert (await client.get("/api/v1/plugins")).status_code == 200


async def seconds(omni: RunningOmni, tenant: Tenant) -> list[dict[str, Any]]:
    """Those with requests."""
    answer = await omni.client(tenant).get(f"{BASE}/seconds")
    assert answer.status_code == 200, answer.text
    items = answer.json()["items"]
    assert len(items) == store.WINDOW
    assert items == sorted(items, key=lambda one: one["at"])
    return [one for one in items if one["requests"]]


async def until_end(heard: Any) -> AsyncIterator[str]:
    """Topics of what was told so far."""
    while (topic := (await anext(heard))[0]) != "end":
        yield topic


async def next_message(heard: Any) -> dict[str, Any]:
    """The next that is told of traffic."""
    while True:
        topic, data = await asyncio.wait_for(anext(heard), 5)
        if topic == TOPIC:
            assert isinstance(data, dict)
            return data


async def quiet(heard: Any) -> list[dict[str, Any]]:
    """What is told until a quiet second comes after one with requests."""
    told: list[dict[str, Any]] = []
    while not any(one["requests"] for one in told) or told[-1]["requests"]:
        told.append(await next_message(heard))
    return told


async def test_second_by_second(omni_app: RunningOmni) -> None:
    """Told live, from a quiet second to a quiet second; then there to be read, and by nobody else."""
    here, there = await omni_app.tenant("here"), await omni_app.tenant("there")
    heard, elsewhere = (omni_app.kernel.stream.subscribe(one.id) for one in (here, there))
    await visits(omni_app, here, 3)
    told = await quiet(heard)
    assert told[0]["requests"] == 0, "what is drawn begins at the ground"
    assert sum(one["requests"] for one in told) == 3
    loud = [one for one in told if one["requests"]]
    assert all(one["errors"] == 0 and one["p95"] >= one["p50"] > 0 for one in loud)
    assert await seconds(omni_app, here) == loud
    assert await seconds(omni_app, there) == []
    omni_app.kernel.stream.publish(there.id, "end", None)
    topics = [topic async for topic in until_end(elsewhere)]
    assert TOPIC not in topics


async def test_the_last_minute(omni_app: RunningOmni) -> None:
    """Beside the one before, with its history."""
    here = await omni_app.tenant("here")
    heard = omni_app.kernel.stream.subscribe(here.id)
    await visits(omni_app, here, 6)
    await quiet(heard)
    found = (await omni_app.client(here).get(f"{BASE}/minute")).json()
    assert (found["rate"], found["rate_before"], found["failed"]) == (0.1, 0, 0)
    assert sum(found["rate_history"]) == pytest.approx(0.6)
    assert len(found["rate_history"]) == 18
    assert found["slowest"] >= found["median"] > 0
    assert found["median_before"] is None


async def test_watching_is_no_traffic(omni_app: RunningOmni) -> None:
    """Else a dashboard that is open would keep itself busy."""
    here = await omni_app.tenant("here")
    heard = omni_app.kernel.stream.subscribe(here.id)
    for _ in range(3):
        assert await seconds(omni_app, here) == []
    await visits(omni_app, here, 1)
    await quiet(heard)
    assert [one["requests"] for one in await seconds(omni_app, here)] == [1]


async def test_several_processes_add_up(omni_app: RunningOmni) -> None:
    """What another process counted in the same second is in it, too."""
    here = await omni_app.tenant("here")
    second = int(time()) - 5
    async with omni_app.inside(plugin, here) as ctx:
        own = Counts()
        own.add(5, failed=True)
        assert (await store.add(ctx, second, own)).requests == 1
        assert (await store.add(ctx, second, own)).requests == 2
    (found,) = await seconds(omni_app, here)
    assert (found["requests"], found["errors"]) == (2, 2)


async def test_without_redis(omni_app: RunningOmni, monkeypatch: pytest.MonkeyPatch) -> None:
    """What this process counted is shown all the same."""

    async def away(*_: object) -> None:
        raise CacheDown("away")

    monkeypatch.setattr(store, "add", away)
    monkeypatch.setattr(store, "read", away)
    here = await omni_app.tenant("here")
    heard = omni_app.kernel.stream.subscribe(here.id)
    await visits(omni_app, here, 2)
    assert sum(one["requests"] for one in await quiet(heard)) == 2
    assert sum(one["requests"] for one in await seconds(omni_app, here)) == 2


async def test_who_may_see_it(omni_app: RunningOmni) -> None:
    """Viewers may; without the permission neither routes nor page are there."""
    here = await omni_app.tenant("here")
    client = omni_app.client(here, "live-traffic.traffic.read")
    (page,) = (await client.get("/api/v1/pages")).json()["items"]
    assert [block["home"] for block in page["blocks"]] == [True, True, True]
    assert [block["live"] for block in page["blocks"]] == [TOPIC] * 3
    stranger = omni_app.client(here, "omni.job.read")
    assert (await stranger.get(f"{BASE}/seconds")).status_code == 403
    assert (await stranger.get("/api/v1/pages")).json()["items"] == []
