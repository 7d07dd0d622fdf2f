"""Requests become events, off their path."""

from datetime import timedelta
from typing import Any

import pytest

from omni_analytics.plugin import plugin as hub
from omni_analytics.segments.reading import events_of
from omni_sdk import Tenant
from omni_sdk.testing import Client, RunJobs, SetClock
from omni_sdk.testing.app import RunningOmni

Rows = list[dict[str, Any]]


async def stored(omni_app: RunningOmni, tenant: Tenant, clock: SetClock) -> Rows:
    """The requests that stand in the warehouse."""
    await omni_app.run_jobs()
    clock.advance(timedelta(seconds=2))
    await omni_app.run_jobs()
    async with omni_app.inside(hub, tenant) as ctx:
        events = await events_of(ctx)
        found: Rows = (await events.query(events.table.filter(events.table.type == "request").order_by("time"))).to_pylist()
        return found


async def test_each_request_is_counted(
    omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant, client: Client, clock: SetClock
) -> None:
    """Route, plugin, key, status, duration and bytes; those that were refused, too; of that tenant alone."""
    await omni_app.enable(hub, tenant)
    await omni_app.enable(hub, other_tenant)
    body = {"events": [{"name": "tea.brewed"}]}
    assert (await client(tenant).post("/api/v1/analytics/events", json=body)).status_code == 202
    assert (await client(tenant).get("/api/v1/analytics/runs/nonsense")).status_code == 422
    assert (await client(tenant, "analytics.report.read").post("/api/v1/analytics/events", json=body)).status_code == 403
    rows = await stored(omni_app, tenant, clock)
    assert [(row["route"], row["status"]) for row in rows] == [
        ("POST /api/v1/analytics/events", 202),
        ("GET /api/v1/analytics/runs/{run_id}", 422),
        ("POST /api/v1/analytics/events", 403),
    ]
    first = rows[0]
    assert (first["type"], first["source"], first["plugin"], first["method"]) == ("request", "request", "analytics", "POST")
    assert first["bytes_in"] == len(b'{"events":[{"name":"tea.brewed"}]}')
    assert first["bytes_out"] == len(b'{"accepted":1}')
    assert 0 < first["seconds"] < 10
    assert first["key"]
    assert first["person"] is None
    assert len({row["message_id"] for row in rows}) == 3
    assert await stored(omni_app, other_tenant, clock) == []


async def test_a_person_is_known(omni_app: RunningOmni, tenant: Tenant, clock: SetClock) -> None:
    """Requests of somebody who is signed in carry the account."""
    await omni_app.enable(hub, tenant)
    ann = await omni_app.person(tenant=tenant)
    browser = await omni_app.signed_in(ann, tenant=tenant)
    assert (await browser.get("/api/v1/analytics/runs")).status_code == 200
    (row,) = await stored(omni_app, tenant, clock)
    assert (row["person"], row["user_id"], row["key"]) == (str(ann.id), str(ann.id), None)


async def test_may_be_switched_off(
    omni_app: RunningOmni, tenant: Tenant, client: Client, clock: SetClock, run_jobs: RunJobs
) -> None:
    """Where the tenant does not want it, nothing is counted."""
    await omni_app.enable(hub, tenant, meter_requests=False)
    assert (await client(tenant).get("/api/v1/analytics/runs")).status_code == 200
    assert await stored(omni_app, tenant, clock) == []


@pytest.mark.parametrize("path", ["/api/v1/analytics/nothing", "/api/v1/x/nobody/here"])
async def test_unknown_routes_are_nobodys(
    omni_app: RunningOmni, tenant: Tenant, client: Client, clock: SetClock, path: str
) -> None:
    """What matches no route is no route's call, and makes no rows."""
    await omni_app.enable(hub, tenant)
    assert (await client(tenant).get(path)).status_code == 404
    assert [row["route"] for row in await stored(omni_app, tenant, clock)] == []
