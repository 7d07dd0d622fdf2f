"""`/api/v1/jobs` and `/api/v1/schedules`, through HTTP."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import omni_probe.plugin as probe
import omni_watcher.plugin as watcher
import pytest

from omni_kernel.app import Kernel
from omni_kernel.jobs.caller import Caller
from omni_kernel.jobs.models import Job
from omni_kernel.jobs.runner import Runner
from omni_sdk.context import Tenant
from omni_sdk.errors import Invalid, NotFound
from omni_sdk.testing.app import RunningOmni

Enqueue = Any


async def test_lists_and_shows(kernel: Kernel, omni: RunningOmni, enqueue: Enqueue, here: Tenant, there: Tenant) -> None:
    """Newest first, by state, plugin and name; another tenant's are not there."""
    ours, theirs = omni.client(here), omni.client(there)
    made = await enqueue(probe.note("hello"))
    await enqueue(probe.flaky(0))
    await kernel.jobs.run_due({("probe", "note")})
    answer = await ours.get("/api/v1/jobs", params={"plugin": "probe"})
    assert [job["name"] for job in answer.json()["items"]] == ["flaky", "note"]
    answer = await ours.get("/api/v1/jobs", params={"state": "done", "name": "note", "limit": 1})
    assert [job["id"] for job in answer.json()["items"]] == [str(made.id)]
    shown = (await ours.get(f"/api/v1/jobs/{made.id}")).json()
    assert (shown["plugin"], shown["state"], shown["result"]) == ("probe", "done", "noted hello")
    assert shown["arguments"] == {"text": "hello"}
    assert shown["due"].endswith("Z")
    assert (await theirs.get(f"/api/v1/jobs/{made.id}")).status_code == 404
    assert (await theirs.get("/api/v1/jobs", params={"plugin": "probe"})).json()["items"] == []


async def test_counts(kernel: Kernel, omni: RunningOmni, enqueue: Enqueue, here: Tenant, there: Tenant) -> None:
    """By state, the tenant's own; what is done is not counted."""
    await enqueue(probe.note("hello"))
    await kernel.jobs.run_due({("probe", "note")})
    for _ in range(2):
        await enqueue(probe.flaky(0))
    first = await enqueue(probe.note("x"), after=timedelta(hours=1))
    await kernel.jobs.cancel(here.id, first.id)
    ours, theirs = omni.client(here), omni.client(there)
    assert (await ours.get("/api/v1/jobs/counts")).json() == {"queued": 2, "cancelled": 1}
    assert (await theirs.get("/api/v1/jobs/counts")).json() == {}


async def test_cancels_and_retries(kernel: Kernel, omni: RunningOmni, enqueue: Enqueue, here: Tenant) -> None:
    """What has ended cannot be cancelled; what is done cannot be retried."""
    client = omni.client(here)
    made = await enqueue(probe.note("x"), after=timedelta(hours=1))
    assert (await client.post(f"/api/v1/jobs/{made.id}/cancel")).json()["state"] == "cancelled"
    assert (await client.post(f"/api/v1/jobs/{made.id}/retry")).json()["state"] == "queued"
    assert await kernel.jobs.run_due({("probe", "note")}) == 1
    assert (await client.post(f"/api/v1/jobs/{made.id}/cancel")).status_code == 409
    assert (await client.post(f"/api/v1/jobs/{made.id}/retry")).status_code == 409


@pytest.mark.parametrize("path", ["", "/cancel", "/retry"])
async def test_bad_and_unknown_ids(omni: RunningOmni, here: Tenant, path: str) -> None:
    """The caller's mistake."""
    client = omni.client(here)
    method = "POST" if path else "GET"
    assert (await client.request(method, f"/api/v1/jobs/{uuid4()}{path}")).status_code == 404
    assert (await client.request(method, f"/api/v1/jobs/nonsense{path}")).status_code in {404, 422}


async def test_needs_a_permission(omni: RunningOmni, enqueue: Enqueue, here: Tenant) -> None:
    """Reading is not managing."""
    made = await enqueue(probe.note("x"))
    reader = omni.client(here, "omni.job.read")
    assert (await reader.get("/api/v1/jobs")).status_code == 200
    assert (await reader.post(f"/api/v1/jobs/{made.id}/cancel")).status_code == 403
    assert (await Job.get(id=made.id)).state == "queued"


async def test_schedules_in_force(omni: RunningOmni, here: Tenant, there: Tenant) -> None:
    """Of active plugins only, with what is next."""
    items = (await omni.client(here).get("/api/v1/schedules", params={"plugin": "probe"})).json()["items"]
    assert sorted(item["name"] for item in items) == ["morning", "now-or-never"]
    assert all(item["next_due"].endswith("Z") and item["last_due"] is None for item in items)
    assert (await omni.client(there).get("/api/v1/schedules")).json()["items"] == []


async def test_of_the_installation(kernel: Kernel, omni: RunningOmni, here: Tenant) -> None:
    """A platform administrator without a tenant sees what belongs to none."""
    await kernel.jobs.scheduler.reconcile()
    client = omni.client(None)
    schedules = (await client.get("/api/v1/schedules")).json()["items"]
    assert [schedule["name"] for schedule in schedules] == ["nightly"]
    assert (await client.get("/api/v1/jobs", params={"plugin": "probe"})).json()["items"] == []


async def test_a_plugins_own_view(omni: RunningOmni, here: Tenant) -> None:
    """`ctx.jobs` reaches the plugin's jobs, and tells when a schedule would fire."""
    async with omni.inside(probe.plugin, here) as ctx:
        made = await ctx.jobs.enqueue(probe.note("mine"), priority=3)
        assert (await ctx.jobs.get(made.id)).state == "queued"
        await ctx.jobs.cancel(made.id)
        assert (await ctx.jobs.get(made.id)).state == "cancelled"
        runs = ctx.jobs.next_runs("0 7 * * *", "Europe/Berlin", 3)
        assert [(run.at.hour, str(run.at.tzinfo)) for run in runs] == [(7, "Europe/Berlin")] * 3
        with pytest.raises(NotFound):
            await ctx.jobs.get(uuid4())
        with pytest.raises(Invalid):
            ctx.jobs.next_runs("never", "Europe/Berlin")


@pytest.mark.parametrize(("field", "value", "names"), [("kind", "job", ["note"]), ("queue", "events", []), ("name", "x", [])])
async def test_filters(omni: RunningOmni, enqueue: Enqueue, here: Tenant, field: str, value: str, names: list[str]) -> None:
    await enqueue(probe.note("x"))
    answer = await omni.client(here).get("/api/v1/jobs", params={"plugin": "probe", field: value, "state": "queued"})
    assert [job["name"] for job in answer.json()["items"]] == names


async def test_when_it_was_made(kernel: Kernel, omni: RunningOmni, enqueue: Enqueue, here: Tenant) -> None:
    client = omni.client(here)
    await enqueue(probe.note("old"))
    kernel.clock.advance(timedelta(minutes=5))
    between = (kernel.clock.now() - timedelta(minutes=1)).isoformat()
    made = await enqueue(probe.note("new"))
    for side, wanted in (("created_after", {str(made.id)}), ("created_before", set())):
        items = (await client.get("/api/v1/jobs", params={"name": "note", side: between})).json()["items"]
        assert {job["id"] for job in items} & {str(made.id)} == wanted
        assert len(items) == 1


async def test_progress_as_it_was_last_told(
    kernel: Kernel, omni: RunningOmni, enqueue: Enqueue, here: Tenant, there: Tenant
) -> None:
    made = await enqueue(probe.waiter("a"))
    running = Runner(kernel, "me").start(made.id)
    path = f"/api/v1/jobs/{made.id}/progress"
    async with asyncio.timeout(10):
        while (told := (await omni.client(here).get(path)).json())["progress"] == 0:  # noqa: ASYNC110  # through HTTP
            await asyncio.sleep(0.01)
    assert (told["state"], told["progress"], told["note"], told["attempt"]) == ("running", 0.5, "half way", 1)
    assert (await omni.client(there).get(path)).status_code == 404
    probe.GATES["a"].set()
    await running
    assert (await omni.client(here).get(path)).json()["progress"] == 1.0


async def listened(omni: RunningOmni, client: Any, do: Any) -> str:
    """What a listener is sent while something is done."""
    waiting = asyncio.ensure_future(client.get("/api/v1/stream"))
    async with asyncio.timeout(10):
        while not omni.kernel.stream._listeners:  # noqa: ASYNC110  # nobody tells
            await asyncio.sleep(0.01)
    await do
    for _ in range(50):
        await asyncio.sleep(0)
    omni.http.end_streams()
    answer = await waiting
    return str(answer.text if answer.status_code == 200 else answer.status_code)


async def test_live_to_who_may_see_jobs(kernel: Kernel, omni: RunningOmni, enqueue: Enqueue, here: Tenant) -> None:
    made = await enqueue(probe.note("x"))
    text = await listened(omni, omni.client(here), kernel.jobs.run_due({("probe", "note")}))
    assert f'"id":"{made.id}"' in text
    assert '"state":"done"' in text


async def test_live_but_not_to_others(kernel: Kernel, omni: RunningOmni, enqueue: Enqueue, here: Tenant) -> None:
    await enqueue(probe.note("x"))
    client = omni.client(here, "omni.tenant.read")
    assert '"topic":"job"' not in await listened(omni, client, kernel.jobs.run_due({("probe", "note")}))


async def test_live_of_the_installation(kernel: Kernel, omni: RunningOmni, here: Tenant) -> None:
    """Jobs without a tenant, to platform administrators who chose none."""
    made = await kernel.jobs.enqueue(Caller("watcher", None, "system", "x"), watcher.patrol())
    text = await listened(omni, omni.client(None), kernel.jobs.run_due({("watcher", "patrol")}))
    assert f'"id":"{made.id}"' in text


async def test_live_with_no_tenant_is_for_platform_administrators(omni: RunningOmni) -> None:
    person = await omni.signed_in(await omni.person())
    assert (await person.get("/api/v1/stream")).status_code == 400
