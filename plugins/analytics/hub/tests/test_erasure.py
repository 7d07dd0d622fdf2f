"""One person's events: gone from segments, from the log, from what was refused, and kept out from then on."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from faulty_warehouse import Faulty, Killed, killed
from written_events import event, ids, send, written

from omni_analytics import WAREHOUSE
from omni_analytics.ingest.events import digest
from omni_analytics.ingest.log import keep
from omni_analytics.models import Erasure, IngestLog, Rejected, Retired, SegmentRow
from omni_analytics.plugin import plugin
from omni_analytics.upkeep import erasure
from omni_analytics.upkeep.people import ids_in, is_of
from omni_sdk import Tenant
from omni_sdk.testing import Client, RunJobs, SetClock
from omni_sdk.testing.app import RunningOmni

NOW = datetime.now(UTC)
PATH = "/api/v1/analytics/erasures"


async def test_a_person_is_erased(
    omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant, client: Client, clock: SetClock, run_jobs: RunJobs
) -> None:
    """By the API: by whichever of its ids events name the person; others keep theirs, in this tenant and the next."""
    for each in (tenant, other_tenant):
        await omni_app.enable(plugin, each, meter_requests=False)
    async with omni_app.inside(plugin, other_tenant) as ctx:
        await written(ctx, event("theirs", user_id="eve"))
    async with omni_app.inside(plugin, tenant) as ctx:
        ago = NOW - timedelta(days=4)
        await written(ctx, event("1", user_id="eve"), event("2", user_id="bob", time=ago), event("3", user_id="eve", time=ago))
        await written(ctx, event("4", user_id=None, anonymous_id="eve"), event("5", user_id="evelyn"))
        counted = {"id": "6", "time": NOW, "route": "x", "method": "GET", "status": 200, "seconds": 1, "plugin": "p"}
        await keep(ctx, "requests", "request", json.dumps([counted | {"actor": "account:eve"}], default=str).encode(), 1)
        await written(ctx)
        await send(ctx, event("7", user_id="eve"), event("8", user_id="bob"))  # on their way

        begun = await client(tenant).post(PATH, json={"user_id": " eve "})
        assert (begun.status_code, begun.json()["state"]) == (202, "queued")
        assert "eve" not in begun.text
        await run_jobs(erasure.erase)
        done = (await client(tenant).get(begun.headers["location"])).json()
        assert (done["state"], done["erased"]) == ("done", 4)
        assert done["finished_at"]
        assert await ids(ctx) == ["2", "5"]
        await written(ctx, event("9", user_id="eve"))  # it comes late
        assert await ids(ctx) == ["2", "5", "8"]
        assert not await Retired.all().count(), "files that were replaced are removed at once"
        assert {name async for name in ctx.blobs.list("events")} == {str(row.name) for row in await SegmentRow.all()}
        (row,) = await Erasure.all()
        assert row.digest == digest("eve")
    async with omni_app.inside(plugin, other_tenant) as ctx:
        assert await ids(ctx) == ["theirs"]


async def test_asked_for_again(omni_app: RunningOmni, tenant: Tenant, client: Client, run_jobs: RunJobs) -> None:
    """It is the same erasure, which looks again, and counts no event twice."""
    await omni_app.enable(plugin, tenant)
    async with omni_app.inside(plugin, tenant) as ctx:
        await written(ctx, event("1", user_id="eve"))
        first = (await client(tenant).post(PATH, json={"user_id": "eve"})).json()
        await run_jobs(erasure.erase)
        again = (await client(tenant).post(PATH, json={"user_id": "eve"})).json()
        assert (again["id"], again["state"]) == (first["id"], "queued")
        await run_jobs(erasure.erase)
        done = (await client(tenant).get(f"{PATH}/{first['id']}")).json()
        assert (done["state"], done["erased"]) == ("done", 1)
        listed = (await client(tenant).get(PATH)).json()["items"]
        assert listed == [done]


async def test_killed_on_the_way(omni_app: RunningOmni, tenant: Tenant, clock: SetClock, run_jobs: RunJobs) -> None:
    """The job runs again, and each event is counted once."""
    await omni_app.enable(plugin, tenant)
    faulty = Faulty(omni_app.kernel.drivers.get(WAREHOUSE))
    omni_app.kernel.drivers.put(WAREHOUSE, faulty)
    async with omni_app.inside(plugin, tenant) as ctx:
        for day in range(3):
            await written(
                ctx,
                event(f"{day}", user_id="eve", time=NOW - timedelta(days=day)),
                event(f"b{day}", time=NOW - timedelta(days=day)),
            )
        row = await erasure.begin(ctx, "eve")
        faulty.happens["after write"] = killed
        with pytest.raises(Killed):
            await erasure.carry_out(ctx, row, lambda _share, _note: None)
        clock.advance(timedelta(minutes=1))
        await run_jobs(erasure.erase)
        done = await Erasure.get(id=row.id)
        assert (done.state, done.erased) == ("done", 3)
        assert await ids(ctx) == ["b0", "b1", "b2"]


async def test_a_writer_who_began_before(omni_app: RunningOmni, tenant: Tenant) -> None:
    """It knows nothing of the erasure; what it wrote is not listed, and is written again without the person."""
    await omni_app.enable(plugin, tenant)
    faulty = Faulty(omni_app.kernel.drivers.get(WAREHOUSE))
    omni_app.kernel.drivers.put(WAREHOUSE, faulty)
    async with omni_app.inside(plugin, tenant) as ctx:

        async def meanwhile() -> None:
            row = await erasure.begin(ctx, "eve")
            await erasure.carry_out(ctx, row, lambda _share, _note: None)

        faulty.happens["after write"] = meanwhile
        await written(ctx, event("1", user_id="eve"), event("2"))
        assert await ids(ctx) == ["2"]


async def test_what_was_refused(omni_app: RunningOmni, tenant: Tenant) -> None:
    """Messages of the person go, whatever form they have; so do those that come later, and others stay."""
    await omni_app.enable(plugin, tenant)
    async with omni_app.inside(plugin, tenant) as ctx:
        await written(ctx, event("1", user_id="eve", time="never"), event("2", user_id="bob", time="never"))
        await erasure.carry_out(ctx, await erasure.begin(ctx, "eve"), lambda _share, _note: None)
        await written(ctx, event("3", user_id="eve", time="never"), event("4", user_id="bob", time="never"))
        assert not await IngestLog.all().count()
        assert sorted([str(one.message_id) for one in await Rejected.all()]) == ["2", "4"]


@pytest.mark.parametrize(
    ("message", "whose"),
    [
        ('{"userId": "eve"}', {"eve"}),
        ('{"user_id":42,"anonymousId":"a\\"b"}', {"42", 'a"b'}),
        ('{"previousId": " old ", "x": {"anonymous_id": "new"}}', {"old", "new"}),
        ('[{"actor": "account:7"}]', {"7"}),
        ('{"userId": "\\u00e9ve"', {"\u00e9ve"}),
        ('{"name": "userId"}', set()),
        ('{"userId": "cut o', set()),
    ],
)
def test_whose_a_message_is(message: str, whose: set[str]) -> None:
    """It is found in what is no JSON, too."""
    assert ids_in(message) == whose
    assert all(is_of(message, {digest(one)}) for one in whose)
    assert not is_of(message, {digest("somebody")})


def test_a_message_that_was_cut_before_it_said_whose_it_is() -> None:
    """It goes with anybody: it may be theirs."""
    assert is_of("x" * 4000, {digest("eve")})


async def test_an_account_that_is_erased(omni_app: RunningOmni, tenant: Tenant, run_jobs: RunJobs) -> None:
    """Its requests go from the tenants that it was a member of; who just leaves a tenant is not erased."""
    await omni_app.enable(plugin, tenant)
    gone, left = uuid4(), uuid4()
    async with omni_app.inside(plugin, tenant) as ctx:
        await written(ctx, event("gone", user_id=str(gone)), event("left", user_id=str(left)))
        await omni_app.emit("tenant.member.removed", tenant, account_id=left, name="Bo", email="bo@example.com")
        await omni_app.emit("tenant.member.removed", tenant, account_id=gone, name="", email="")
        await run_jobs()
        await run_jobs()
        assert await ids(ctx) == ["left"]


@pytest.mark.parametrize("body", [{}, {"user_id": ""}, {"user_id": "x" * 201}, {"user_id": None}, {"user_id": "a", "more": 1}])
async def test_what_makes_no_sense(omni_app: RunningOmni, tenant: Tenant, client: Client, body: dict[str, Any]) -> None:
    """422, before anything is kept."""
    await omni_app.enable(plugin, tenant)
    answer = await client(tenant).post(PATH, json=body)
    assert answer.status_code == 422, answer.text
    async with omni_app.inside(plugin, tenant):
        assert not await Erasure.all().count()


async def test_who_may(omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant, client: Client) -> None:
    """Those who manage events; and nobody sees another tenant's."""
    for each in (tenant, other_tenant):
        await omni_app.enable(plugin, each)
    reader = client(tenant, "analytics.report.read", "analytics.event.write")
    assert (await reader.post(PATH, json={"user_id": "eve"})).status_code == 403
    assert (await reader.get(PATH)).status_code == 403
    made = (await client(tenant).post(PATH, json={"user_id": "eve"})).json()
    assert (await client(other_tenant).get(f"{PATH}/{made['id']}")).status_code == 404
    assert (await client(tenant).get(f"{PATH}/{uuid4()}")).status_code == 404
