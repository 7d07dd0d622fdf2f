"""`/api/v1/dead-letters`: read, replay one or many, give up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import omni_probe.plugin as probe
import pytest

from omni_kernel.app import Kernel
from omni_kernel.jobs.models import Job
from omni_sdk.context import Tenant
from omni_sdk.testing.app import RunningOmni

Enqueue = Any
PATH = "/api/v1/dead-letters"


@pytest.fixture
async def dead(kernel: Kernel, enqueue: Enqueue) -> str:
    """The id of a job that failed three times."""
    made = await enqueue(probe.flaky(3))
    await kernel.jobs.run_due({("probe", "flaky")})
    return str(made.id)


async def test_lists_with_reason_and_attempts(
    omni: RunningOmni, enqueue: Enqueue, here: Tenant, there: Tenant, dead: str
) -> None:
    await enqueue(probe.note("alive"))
    ours, theirs = omni.client(here), omni.client(there)
    (letter,) = (await ours.get(PATH, params={"plugin": "probe", "kind": "job", "name": "flaky"})).json()["items"]
    assert (letter["id"], letter["reason"], letter["attempts"]) == (dead, "ValueError: not yet", 3)
    assert letter["arguments"] == {"failures": 3}
    assert letter["died_at"].endswith("Z")
    assert (await ours.get(f"{PATH}/{dead}")).json() == letter
    assert (await ours.get(PATH, params={"name": "other"})).json()["items"] == []
    long_ago = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    assert (await ours.get(PATH, params={"died_before": long_ago})).json()["items"] == []
    assert (await theirs.get(PATH)).json()["items"] == []


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("POST", "/replay"), ("DELETE", "")])
async def test_nobody_elses(omni: RunningOmni, here: Tenant, there: Tenant, dead: str, method: str, path: str) -> None:
    for client, job_id in ((omni.client(there), dead), (omni.client(None), dead), (omni.client(here), uuid4())):
        assert (await client.request(method, f"{PATH}/{job_id}{path}")).status_code == 404
    assert (await Job.get(id=dead)).state == "dead"


async def test_a_job_that_lives_is_none(omni: RunningOmni, enqueue: Enqueue, here: Tenant) -> None:
    made = await enqueue(probe.note("alive"))
    client = omni.client(here)
    assert (await client.post(f"{PATH}/{made.id}/replay")).status_code == 404
    assert (await client.delete(f"{PATH}/{made.id}")).status_code == 404
    assert (await Job.get(id=made.id)).state == "queued"


async def test_replays_one(kernel: Kernel, omni: RunningOmni, here: Tenant, dead: str) -> None:
    """From its first attempt, with the arguments that it had; a second replay finds no dead letter."""
    client = omni.client(here)
    answer = await client.post(f"{PATH}/{dead}/replay")
    assert (answer.json()["state"], answer.json()["attempt"]) == ("queued", 0)
    assert (await client.post(f"{PATH}/{dead}/replay")).status_code == 404
    assert await kernel.jobs.run_due({("probe", "flaky")}) == 3


async def test_replays_many(kernel: Kernel, omni: RunningOmni, enqueue: Enqueue, here: Tenant, dead: str) -> None:
    """What the filter means; a call whose key another one has by now stays where it is."""
    key = uuid4()
    first = await enqueue(probe.only(key))
    await Job.filter(id=first.id).update(state="dead", unique_key=None)
    await enqueue(probe.only(key))
    client = omni.client(here)
    assert (await client.post(f"{PATH}/replay", json={"plugin": "other"})).json() == {"replayed": 0, "left": 0}
    assert (await client.post(f"{PATH}/replay", json={})).json() == {"replayed": 1, "left": 1}
    assert (await Job.get(id=dead)).state == "queued"
    assert (await Job.get(id=first.id)).state == "dead"
    await kernel.jobs.run_due({("probe", "only")})
    assert (await client.post(f"{PATH}/replay", json={"name": "only"})).json() == {"replayed": 1, "left": 0}


async def test_gives_up(omni: RunningOmni, here: Tenant, dead: str) -> None:
    client = omni.client(here)
    assert (await client.delete(f"{PATH}/{dead}")).status_code == 204
    assert (await client.get(f"/api/v1/jobs/{dead}")).status_code == 404


async def test_reading_is_not_managing(omni: RunningOmni, here: Tenant, dead: str) -> None:
    reader, other = omni.client(here, "omni.job.read"), omni.client(here, "omni.tenant.read")
    assert (await reader.get(PATH)).status_code == 200
    assert (await other.get(PATH)).status_code == 403
    for method, path in (("POST", f"/{dead}/replay"), ("POST", "/replay"), ("DELETE", f"/{dead}")):
        assert (await reader.request(method, PATH + path, json={} if path == "/replay" else None)).status_code == 403
    assert (await Job.get(id=dead)).state == "dead"
