"""`/api/v1/event-types` and `/api/v1/events/subscribers`: what may happen, who listens, and once more from a point on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import omni_probe.plugin as probe
import omni_watcher.plugin as watcher
import pytest

from omni_kernel.app import Kernel
from omni_kernel.jobs.models import Event, Job
from omni_sdk.context import Tenant
from omni_sdk.testing.app import RunningOmni

PATH = "/api/v1/events/subscribers"
PING = f"{PATH}/probe:on_ping"


@pytest.fixture
def client(omni: RunningOmni, here: Tenant) -> httpx.AsyncClient:
    return omni.client(here)


async def ping(omni: RunningOmni, tenant: Tenant, *texts: str) -> None:
    async with omni.inside(probe.plugin, tenant) as ctx:
        for text in texts:
            await ctx.events.emit(probe.PINGED, probe.Ping(text=text))


async def pings(kernel: Kernel) -> list[str]:
    """What the handler gets now."""
    probe.SEEN.clear()
    await kernel.jobs.run_due()
    return sorted(what for _, what in probe.SEEN if what.startswith("ping"))


async def test_types_that_are_active(omni: RunningOmni, client: httpx.AsyncClient, there: Tenant) -> None:
    """With schema, plugin and durability; of others' plugins nothing."""
    types = {t["name"]: t for t in (await client.get("/api/v1/event-types")).json()["items"]}
    assert (types["probe.pinged"]["plugin"], types["probe.pinged"]["durable"]) == ("probe", True)
    assert types["probe.pinged"]["json_schema"]["properties"]["text"]["type"] == "string"
    assert types["probe.flashed"]["durable"] is False
    assert types["tenant.member.added"]["plugin"] == "omni"
    other = (await omni.client(there).get("/api/v1/event-types")).json()["items"]
    assert "probe.pinged" not in {t["name"] for t in other}
    mine = (await client.get("/api/v1/event-types", params={"plugin": "probe"})).json()["items"]
    assert {t["name"] for t in mine} == {"probe.pinged", "probe.flashed"}
    assert (await omni.client(None).get("/api/v1/event-types", params={"plugin": "probe"})).json()["items"] == mine


async def test_subscribers_with_their_place(kernel: Kernel, omni: RunningOmni, client: httpx.AsyncClient, here: Tenant) -> None:
    await client.get(PING)  # makes its key, which is an event, too
    await kernel.jobs.run_due()
    before = (await client.get(PING)).json()
    await ping(omni, here, "1", "2")
    behind = (await client.get(PING)).json()
    assert (behind["lag"], behind["waiting"], behind["position"]) == (2, 0, before["position"])
    await kernel.jobs.dispatcher.dispatch(flush=True)
    dispatched = (await client.get(PING)).json()
    last = await Event.filter(type="probe.pinged").order_by("-seq").first()
    assert last
    assert (dispatched["lag"], dispatched["waiting"], dispatched["position"]["event"]) == (0, 2, str(last.id))
    await kernel.jobs.run_due()
    done = (await client.get(PING)).json()
    assert (done["waiting"], done["dead"], done["parked"], done["ordered"], done["events"]) == (0, 0, None, False, "probe.pinged")
    assert done in (await client.get(PATH)).json()["items"]


async def test_whose_subscribers(omni: RunningOmni, client: httpx.AsyncClient, there: Tenant) -> None:
    """Of active plugins; those of the installation are for its administrators."""
    ours = {s["id"] for s in (await client.get(PATH)).json()["items"]}
    theirs = {s["id"] for s in (await omni.client(there).get(PATH)).json()["items"]}
    platform = {s["id"] for s in (await omni.client(None).get(PATH)).json()["items"]}
    assert {"probe:on_ping", "watcher:everywhere"} <= ours
    assert "probe:on_ping" not in theirs
    assert ("watcher:nowhere" in platform, "watcher:nowhere" in ours, "watcher:everywhere" in platform) == (True, False, False)
    for path in ("/replay", "/resume"):
        body = {"time": "2026-01-01T00:00:00Z"} if path == "/replay" else {}
        assert (await omni.client(there).post(PING + path, json=body)).status_code == 404
        assert (await client.post(f"{PATH}/probe:on_flash{path}", json=body)).status_code == 404


async def test_no_numbers_of_others(kernel: Kernel, omni: RunningOmni, here: Tenant, there: Tenant) -> None:
    """However much happens elsewhere, it shows in no position and no lag."""
    await omni.enable(probe.plugin, there)
    theirs = omni.client(there)
    await theirs.get(PING)
    await kernel.jobs.run_due()
    before = (await theirs.get(PING)).json()
    await ping(omni, here, "1", "2", "3")
    assert (await theirs.get(PING)).json() == before
    await kernel.jobs.run_due()
    assert (await theirs.get(PING)).json() == before


async def test_replays_from_an_event(
    kernel: Kernel, omni: RunningOmni, client: httpx.AsyncClient, here: Tenant, there: Tenant
) -> None:
    """It and what came after it, for this subscriber and tenant alone; every replay does so once."""
    await omni.enable(probe.plugin, there)
    await ping(omni, here, "1", "2", "3")
    await ping(omni, there, "theirs")
    await pings(kernel)
    watcher.SEEN.clear()
    second = (await Event.filter(type="probe.pinged").order_by("seq"))[1]
    for _ in range(2):
        answer = await client.post(f"{PING}/replay", json={"event": str(second.id)})
        assert (answer.status_code, answer.json()["name"]) == (201, "events-replay")
        assert await pings(kernel) == ["ping 2 by system:omni", "ping 3 by system:omni"]
    assert "here: probe.pinged" not in watcher.SEEN
    assert (await client.get(f"/api/v1/jobs/{answer.json()['id']}")).json()["result"] == 2


async def test_a_replay_that_runs_twice_delivers_once(
    kernel: Kernel, omni: RunningOmni, client: httpx.AsyncClient, here: Tenant
) -> None:
    """Its worker died after the work."""
    await ping(omni, here, "1")
    await pings(kernel)
    event = await Event.get(type="probe.pinged")
    made = (await client.post(f"{PING}/replay", json={"event": str(event.id)})).json()
    assert await pings(kernel) == ["ping 1 by system:omni"]
    await Job.filter(id=made["id"]).update(state="queued")
    assert await pings(kernel) == []


async def test_replays_from_a_time(kernel: Kernel, omni: RunningOmni, client: httpx.AsyncClient, here: Tenant) -> None:
    await ping(omni, here, "old")
    kernel.clock.advance(timedelta(minutes=2))
    since = kernel.clock.now().isoformat()
    kernel.clock.advance(timedelta(minutes=2))
    await ping(omni, here, "new")
    await pings(kernel)
    await client.post(f"{PING}/replay", json={"time": since})
    assert await pings(kernel) == ["ping new by system:omni"]


async def test_replays_events_without_a_tenant(kernel: Kernel, omni: RunningOmni, here: Tenant) -> None:
    """By the installation's administrators, for handlers of the installation."""
    since = kernel.clock.now().isoformat()
    client = omni.client(None)
    await kernel.events.emit(*gone(kernel))
    await kernel.jobs.run_due()
    watcher.SEEN.clear()
    answer = await client.post(f"{PATH}/watcher:nowhere/replay", json={"time": since})
    assert (answer.status_code, answer.json()["name"]) == (201, "events-replay-platform")
    await kernel.jobs.run_due()
    assert "-: tenant.deleted" in watcher.SEEN


def gone(kernel: Kernel) -> Any:
    from omni_kernel.jobs.caller import Caller

    data = kernel.registry.event_types["tenant.deleted"].data.model_construct(slug="gone")
    return Caller.system("omni", None), "tenant.deleted", data


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"time": "2026-01-01T00:00:00Z", "event": str(uuid4())}, 422),
        ({"event": str(uuid4())}, 404),
        ({"time": "x"}, 422),
    ],
)
async def test_a_bad_point_is_told(client: httpx.AsyncClient, body: Any, status: int) -> None:
    assert (await client.post(f"{PING}/replay", json=body)).status_code == status


async def test_nothing_to_replay(kernel: Kernel, client: httpx.AsyncClient) -> None:
    later = (kernel.clock.now() + timedelta(days=1)).isoformat()
    assert (await client.post(f"{PING}/replay", json={"time": later})).status_code == 409


async def test_another_tenants_event_is_no_point(
    kernel: Kernel, omni: RunningOmni, client: httpx.AsyncClient, here: Tenant, there: Tenant
) -> None:
    await omni.enable(probe.plugin, there)
    await ping(omni, there, "theirs")
    await pings(kernel)
    event = await Event.get(type="probe.pinged")
    assert (await client.post(f"{PING}/replay", json={"event": str(event.id)})).status_code == 404


async def test_reading_is_not_managing(omni: RunningOmni, here: Tenant) -> None:
    reader = omni.client(here, "omni.job.read")
    assert (await reader.get(PATH)).status_code == 200
    assert (await reader.post(f"{PING}/replay", json={"time": "2026-01-01T00:00:00Z"})).status_code == 403
    assert (await reader.post(f"{PING}/resume", json={})).status_code == 403
