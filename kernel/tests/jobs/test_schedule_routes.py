"""`/api/v1/schedules/…`: one schedule, its next runs, pause and resume, and what one would be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import omni_probe.plugin as probe
import pytest

from omni_kernel.app import Kernel
from omni_kernel.jobs.models import Job, Schedule
from omni_sdk.context import Tenant
from omni_sdk.testing.app import SYSTEM, RunningOmni

SIX = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
PATH = "/api/v1/schedules"


@pytest.fixture
async def morning(kernel: Kernel, here: Tenant) -> str:
    """The id of the schedule at seven; it is six."""
    kernel.clock.set(SIX)
    row = await Schedule.get(name="morning", tenant_id=here.id)
    await Schedule.filter(tenant_id=here.id).update(next_due=int((SIX + timedelta(hours=1)).timestamp() * 1000))
    return str(row.id)


@pytest.fixture
def client(omni: RunningOmni, here: Tenant) -> httpx.AsyncClient:
    return omni.client(here)


async def test_shows_one(client: httpx.AsyncClient, morning: str) -> None:
    shown = (await client.get(f"{PATH}/{morning}")).json()
    assert (shown["name"], shown["job"], shown["cron"], shown["zone"]) == ("morning", "note", "0 7 * * *", "UTC")
    assert (shown["arguments"], shown["paused"], shown["catch_up"]) == ({"text": "morning"}, False, "one")
    assert shown["next_due"] == "2026-07-01T07:00:00Z"


async def test_next_runs_on_request(client: httpx.AsyncClient, morning: str) -> None:
    answer = (await client.get(f"{PATH}/{morning}/runs", params={"count": 2})).json()
    assert answer["runs"] == ["2026-07-01T07:00:00Z", "2026-07-02T07:00:00Z"]
    assert len((await client.get(f"{PATH}/{morning}/runs")).json()["runs"]) == 10
    for count in ("0", "1001", "x"):
        assert (await client.get(f"{PATH}/{morning}/runs", params={"count": count})).status_code == 422


async def test_previews_in_the_tenants_zone_or_another(
    kernel: Kernel, omni: RunningOmni, client: httpx.AsyncClient, here: Tenant, morning: str
) -> None:
    await kernel.tenants.update(SYSTEM, here.id, {"zone": "Asia/Tokyo"})
    await kernel.epoch.check()
    body: dict[str, Any] = {"cron": "@daily", "count": 1}
    assert (await client.post(f"{PATH}/preview", json=body)).json() == {
        "cron": "@daily", "zone": "Asia/Tokyo", "runs": ["2026-07-02T00:00:00+09:00"],
    }  # fmt: skip
    there = (await client.post(f"{PATH}/preview", json=body | {"zone": "Europe/Dublin"})).json()
    assert there["runs"] == ["2026-07-02T00:00:00+01:00"]
    assert (await omni.client(None).post(f"{PATH}/preview", json=body)).json()["zone"] == "UTC"


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ({"cron": "61 * * * *"}, "cron"),
        ({"cron": "* * * *"}, "cron"),
        ({"cron": "@reboot"}, "cron"),
        ({"cron": "x" * 300}, "cron"),
        ({"cron": "* * * * *", "zone": "Mars/Olympus"}, "zone"),
        ({"cron": "* * * * *", "count": 0}, "count"),
        ({"zone": "UTC"}, "cron"),
    ],
)
async def test_a_bad_preview_names_the_field(client: httpx.AsyncClient, morning: str, body: Any, at: str) -> None:
    answer = await client.post(f"{PATH}/preview", json=body)
    assert answer.status_code == 422
    assert at in answer.text


async def test_paused_fires_no_more_until_resumed(kernel: Kernel, client: httpx.AsyncClient, morning: str) -> None:
    """What it missed meanwhile stays missed; pausing and resuming twice is as once."""
    for _ in range(2):
        assert (await client.post(f"{PATH}/{morning}/pause")).json()["paused"] is True
    assert [s["id"] for s in (await client.get(PATH, params={"paused": True})).json()["items"]] == [morning]
    kernel.clock.set(SIX + timedelta(days=2))
    await kernel.jobs.run_due({("probe", "note")})
    assert ("here", "morning") not in probe.SEEN
    for _ in range(2):
        resumed = (await client.post(f"{PATH}/{morning}/resume")).json()
    assert (resumed["paused"], resumed["next_due"]) == (False, "2026-07-03T07:00:00Z")
    kernel.clock.set(SIX + timedelta(days=2, hours=1))
    await kernel.jobs.run_due({("probe", "note")})
    assert probe.SEEN.count(("here", "morning")) == 1


async def test_paused_while_it_is_off(
    kernel: Kernel, omni: RunningOmni, client: httpx.AsyncClient, here: Tenant, morning: str
) -> None:
    """Switching the plugin off and on unpauses nothing; a schedule of a plugin that is off is not there."""
    await client.post(f"{PATH}/{morning}/pause")
    await omni.disable(probe.plugin, here)
    assert (await client.get(f"{PATH}/{morning}")).status_code == 404
    await kernel.jobs.scheduler.reconcile()
    await omni.enable(probe.plugin, here)
    assert (await client.get(f"{PATH}/{morning}")).json()["paused"] is True


async def test_paused_and_no_more_declared(kernel: Kernel, client: httpx.AsyncClient, here: Tenant, morning: str) -> None:
    """What the plugin, which is on, declares no more is deleted all the same."""
    await client.post(f"{PATH}/{morning}/pause")
    await Schedule.filter(id=morning).update(key="of an earlier version")
    await kernel.jobs.scheduler.reconcile(here.id)
    assert not await Schedule.exists(id=morning)


async def test_runs_now_beside_what_is_due(kernel: Kernel, client: httpx.AsyncClient, morning: str) -> None:
    answer = await client.post(f"{PATH}/{morning}/run")
    assert (answer.status_code, answer.json()["name"]) == (201, "note")
    await kernel.jobs.run_due({("probe", "note")})
    kernel.clock.set(SIX + timedelta(hours=1))
    await kernel.jobs.run_due({("probe", "note")})
    assert probe.SEEN.count(("here", "morning")) == 2


async def test_runs_no_job_that_is_gone(client: httpx.AsyncClient, morning: str) -> None:
    await Schedule.filter(id=morning).update(job="gone")
    answer = await client.post(f"{PATH}/{morning}/run")
    assert (answer.status_code, "'gone'" in answer.text) == (409, True)


@pytest.mark.parametrize(
    ("method", "path"), [("GET", ""), ("GET", "/runs"), ("POST", "/pause"), ("POST", "/resume"), ("POST", "/run")]
)
async def test_nobody_elses(
    omni: RunningOmni, client: httpx.AsyncClient, there: Tenant, morning: str, method: str, path: str
) -> None:
    await omni.enable(probe.plugin, there)
    for other, schedule_id in ((omni.client(there), morning), (omni.client(None), morning), (client, str(uuid4()))):
        assert (await other.request(method, f"{PATH}/{schedule_id}{path}")).status_code == 404
    row = await Schedule.get(id=morning)
    assert (row.paused, await Job.filter(name="note").count()) == (False, 0)


async def test_reading_is_not_managing(omni: RunningOmni, here: Tenant, morning: str) -> None:
    reader = omni.client(here, "omni.job.read")
    assert (await reader.get(f"{PATH}/{morning}/runs")).status_code == 200
    assert (await reader.post(f"{PATH}/preview", json={"cron": "@daily"})).status_code == 200
    for verb in ("pause", "resume", "run"):
        assert (await reader.post(f"{PATH}/{morning}/{verb}")).status_code == 403


async def test_the_installations(kernel: Kernel, omni: RunningOmni, here: Tenant) -> None:
    """Platform administrators steer what belongs to no tenant."""
    await kernel.jobs.scheduler.reconcile()
    client = omni.client(None)
    nightly = next(s for s in (await client.get(PATH)).json()["items"] if s["name"] == "nightly")
    assert (await client.post(f"{PATH}/{nightly['id']}/run")).json()["name"] == "patrol"
    assert (await client.post(f"{PATH}/{nightly['id']}/pause")).json()["paused"] is True
    assert (await omni.client(here).get(f"{PATH}/{nightly['id']}")).status_code == 404
