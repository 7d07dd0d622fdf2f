"""Schedules by the API: what is checked before one is saved, who may change which, and when they run."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from omni_delivery_probe.plugin import plugin as probe

from omni_analytics.plugin import plugin as hub
from omni_sdk import Tenant
from omni_sdk.testing import Client, Outbox, RunJobs, SetClock
from omni_sdk.testing.app import RunningOmni

BASE = "/api/v1/analytics"
WEEKLY: dict[str, Any] = {
    "name": "Weekly sales", "type": "sales", "format": "days", "cron": "0 7 * * 1", "zone": "Europe/Zurich",
    "parameters": {"period": "last_week"}, "recipients": ["ann@example.com"],
}  # fmt: skip


@pytest.fixture
async def here(omni_app: RunningOmni, tenant: Tenant, clock: SetClock) -> Tenant:
    """A tenant that has the hub and the probe on, on a Wednesday."""
    clock.set(datetime(2026, 3, 18, 12, tzinfo=UTC))
    await omni_app.enable(hub, tenant, meter_requests=False)
    await omni_app.enable(probe, tenant)
    return tenant


async def made(client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    """A schedule."""
    answer = await client.post(f"{BASE}/schedule-report", json=WEEKLY | changes)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def places(refused: httpx.Response) -> list[str]:
    """The fields that an answer names."""
    return [error["pointer"].removeprefix("#/").replace("/", ".") for error in refused.json()["errors"]]


async def test_is_made(here: Tenant, client: Client) -> None:
    """The answer says where it is, and when it runs next: in its own zone."""
    answer = await client(here).post(f"{BASE}/schedule-report", json=WEEKLY)
    assert answer.status_code == 201
    shown = answer.json()
    assert (await client(here).get(answer.headers["location"])).json() == shown
    assert shown["next_run"] == {"at": "2026-03-23T07:00:00+01:00", "offset": "+01:00", "moved": ""}
    assert shown["recipients"] == [{"address": "ann@example.com", "unsubscribed": False}]
    assert shown["owner"].startswith("key:")
    assert (shown["paused"], shown["catch_up"], shown["skip_if_empty"], shown["warnings"]) == (False, "one", False, [])


async def test_runs_in_the_tenants_zone_by_default(here: Tenant, client: Client) -> None:
    """Which is written down, so that it stays."""
    assert (await made(client(here), zone=None))["zone"] == here.zone.key


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        ({"cron": "0 7 * *"}, "cron"),
        ({"cron": "61 7 * * *"}, "cron"),
        ({"cron": "0 7 31 2 *"}, "cron"),
        ({"cron": "*/30 * * * *"}, "cron"),
        ({"cron": "0,59 7 * * 1"}, "cron"),
        ({"zone": "Europe/Zuerich"}, "zone"),
        ({"type": "sale"}, "type"),
        ({"format": "pdf"}, "format"),
        ({"parameters": {"period": "last_weak"}}, "parameters.period"),
        ({"parameters": {"countri": "CH"}}, "parameters.countri"),
        ({"recipients": []}, "recipients"),
        ({"recipients": ["ann@example.com", "ANN@Example.com"]}, "recipients"),
        ({"recipients": [f"p{n}@example.com" for n in range(51)]}, "recipients"),
        ({"recipients": ["Ann <ann@example.com>"]}, "recipients.0"),
        ({"recipients": ["ann@example.com,bob@example.com"]}, "recipients.0"),
        ({"recipients": ["ann@example.com\nBcc: bob@example.com"]}, "recipients.0"),
        ({"recipients": ["ann@example.com", "änn@example.com"]}, "recipients.1"),
        ({"recipients": ["ann@exa mple.com"]}, "recipients.0"),
        ({"recipients": ["@example.com"]}, "recipients.0"),
        ({"recipients": [f"{'a' * 65}@example.com"]}, "recipients.0"),
        ({"name": "Weekly\nsales"}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "seirhs\u202esales"}, "name"),
        ({"catch_up": "all"}, "catch_up"),
        ({"owner": "account:somebody"}, "owner"),
    ],
)
async def test_bad_input_is_named(here: Tenant, client: Client, wrong: dict[str, Any], at: str) -> None:
    """Before anything is saved."""
    refused = await client(here).post(f"{BASE}/schedule-report", json=WEEKLY | wrong)
    assert refused.status_code == 422, refused.text
    assert places(refused) == [at]
    assert (await client(here).get(f"{BASE}/schedules")).json()["items"] == []


async def test_a_name_is_taken_once(here: Tenant, other_tenant: Tenant, omni_app: RunningOmni, client: Client) -> None:
    """In a tenant; another one may use it."""
    mine = client(here)
    first = await made(mine)
    assert (await mine.post(f"{BASE}/schedule-report", json=WEEKLY)).json()["type"].endswith("/schedule-name-taken")
    second = await made(mine, name="Other")
    taken = await mine.put(f"{BASE}/schedules/{second['id']}", json=WEEKLY)
    assert taken.status_code == 409
    assert (await mine.put(f"{BASE}/schedules/{first['id']}", json=WEEKLY)).status_code == 200
    await omni_app.enable(probe, other_tenant)
    await made(client(other_tenant))


async def test_the_shortest_interval_is_the_tenants(here: Tenant, omni_app: RunningOmni, client: Client) -> None:
    """A day, and what is closer is refused, whichever days it takes to come that close."""
    await omni_app.enable(hub, here, shortest_interval_minutes=2 * 1440)
    for cron in ("0 7 * * *", "0 7 * * 1,2", "0 7 1 * 1", "0 7 31,1 * *", "0 7,8 29 2 *"):
        refused = await client(here).post(f"{BASE}/schedule-report", json=WEEKLY | {"cron": cron})
        assert (refused.status_code, places(refused)) == (422, ["cron"]), cron
    await made(client(here), cron="0 7 * * 1,3")


@pytest.mark.parametrize("zone", ["Europe/Zurich", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "UTC"])
@pytest.mark.parametrize("hour", range(5))
async def test_clocks_being_changed_is_nobodys_mistake(
    here: Tenant, omni_app: RunningOmni, client: Client, zone: str, hour: int
) -> None:
    """Once a day is a day apart, though some days have 23 hours."""
    await omni_app.enable(hub, here, shortest_interval_minutes=1440)
    answer = await client(here).post(f"{BASE}/schedules/preview", json={"cron": f"30 {hour} * * *", "zone": zone})
    assert answer.json()["allowed"], answer.text


async def test_shows_the_gap(here: Tenant, client: Client, clock: SetClock) -> None:
    """The time that Zurich skips is flagged, and moved to right after it."""
    clock.set(datetime(2026, 3, 27, 12, tzinfo=UTC))
    shown = (await client(here).post(f"{BASE}/schedules/preview", json={"cron": "30 2 * * *", "zone": "Europe/Zurich"})).json()
    assert len(shown["runs"]) == 10
    assert shown["runs"][:3] == [
        {"at": "2026-03-28T02:30:00+01:00", "offset": "+01:00", "moved": ""},
        {"at": "2026-03-29T03:00:00+02:00", "offset": "+02:00", "moved": "gap"},
        {"at": "2026-03-30T02:30:00+02:00", "offset": "+02:00", "moved": ""},
    ]
    assert shown["allowed"]
    assert "put forward" in shown["warnings"][0]


async def test_shows_the_overlap(here: Tenant, client: Client, clock: SetClock) -> None:
    """The time that comes twice is flagged; the first one counts."""
    clock.set(datetime(2026, 10, 24, 12, tzinfo=UTC))
    shown = (await client(here).post(f"{BASE}/schedules/preview", json={"cron": "30 2 * * *", "zone": "Europe/Zurich"})).json()
    assert shown["runs"][:2] == [
        {"at": "2026-10-25T02:30:00+02:00", "offset": "+02:00", "moved": "overlap"},
        {"at": "2026-10-26T02:30:00+01:00", "offset": "+01:00", "moved": ""},
    ]
    assert "put back" in shown["warnings"][0]


async def test_a_preview_warns_of_what_would_be_refused(here: Tenant, client: Client) -> None:
    """With the ten times, so that people see why; bad input is bad there, too."""
    mine = client(here)
    shown = (await mine.post(f"{BASE}/schedules/preview", json={"cron": "*/20 * * * *"})).json()
    assert (shown["allowed"], len(shown["runs"]), shown["zone"]) == (False, 10, here.zone.key)
    assert shown["warnings"] == ["It would run every 20 minutes at times, and reports here are 60 minutes apart at least."]
    for wrong, at in (({"cron": "x"}, "cron"), ({"cron": "@weekly", "zone": "Mars"}, "zone"), ({"cron": "0 0 30 2 *"}, "cron")):
        refused = await mine.post(f"{BASE}/schedules/preview", json=wrong)
        assert places(refused) == [at]


async def test_fixed_days_are_warned_of(here: Tenant, client: Client) -> None:
    """They are allowed, since they may not be over yet; who reads the answer knows."""
    days = {"period": "custom", "start": "2026-03-01", "end": "2026-04-30"}
    shown = await made(client(here), parameters=days)
    assert shown["warnings"] == ["Each report is about the same days, from 2026-03-01 to 2026-04-30."]
    over = await made(client(here), name="Over", parameters=days | {"end": "2026-03-10"})
    assert len(over["warnings"]) == 2


async def test_who_may_change_what(here: Tenant, omni_app: RunningOmni) -> None:
    """Members see all, and change their own; admins change all; viewers see none."""
    ann, bob, eva, joe = [
        await omni_app.signed_in(await omni_app.person(f"{name}@example.com", tenant=here, roles=[role]), tenant=here)
        for name, role in (("ann", "member"), ("bob", "member"), ("eva", "admin"), ("joe", "viewer"))
    ]
    schedule = await made(ann)
    place = f"{BASE}/schedules/{schedule['id']}"
    assert (await bob.get(place)).json() == schedule
    changed = WEEKLY | {"cron": "0 8 * * 1"}
    assert (await joe.get(place)).status_code == 403
    for verb in ("pause", "resume", "send-now", "dry-run"):
        assert (await bob.post(f"{place}/{verb}")).status_code == 403
    assert (await bob.put(place, json=changed)).status_code == 403
    assert (await bob.delete(place)).status_code == 403
    assert (await ann.put(place, json=changed)).json()["owner"] == schedule["owner"]
    assert (await eva.put(place, json=changed)).json()["owner"] == schedule["owner"]
    taken = (await eva.put(place, json=changed | {"take_over": True})).json()
    assert taken["owner"] != schedule["owner"]
    assert (await ann.put(place, json=changed)).status_code == 403
    assert (await eva.delete(place)).status_code == 204
    assert (await eva.get(place)).status_code == 404


async def test_who_may_run_nothing_schedules_nothing(here: Tenant, client: Client) -> None:
    """A key that may have reports sent, and may make none."""
    weak = client(here, "analytics.schedule.manage")
    assert (await weak.post(f"{BASE}/schedule-report", json=WEEKLY)).status_code == 403


async def test_lists_by_pages(here: Tenant, other_tenant: Tenant, omni_app: RunningOmni, client: Client) -> None:
    """The latest first, each with its next run; another tenant has none of them."""
    mine = client(here)
    names = [f"Report {n}" for n in range(5)]
    for name in names:
        await made(mine, name=name)
    seen, cursor = [], None
    while True:
        page = (await mine.get(f"{BASE}/schedules", params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        assert all(item["next_run"]["at"] == "2026-03-23T07:00:00+01:00" for item in page["items"])
        seen += [item["name"] for item in page["items"]]
        if not (cursor := page["next"]):
            break
    assert seen == names[::-1]
    await omni_app.enable(hub, other_tenant)
    assert (await client(other_tenant).get(f"{BASE}/schedules")).json()["items"] == []


async def test_paused_runs_never_pile_up(
    here: Tenant, client: Client, run_jobs: RunJobs, clock: SetClock, outbox: Outbox
) -> None:
    """Three weeks without, then one mail at the next time."""
    mine = client(here)
    schedule = await made(mine)
    place = f"{BASE}/schedules/{schedule['id']}"
    shown = (await mine.post(f"{place}/pause")).json()
    assert (shown["paused"], shown["next_run"]) == (True, None)
    for _ in range(3):
        clock.advance(timedelta(days=7))
        await run_jobs()
    assert (await mine.put(place, json=WEEKLY | {"name": "Renamed"})).json()["paused"]
    assert (await mine.post(f"{place}/resume")).json()["next_run"]["at"] == "2026-04-13T07:00:00+02:00"
    await run_jobs()
    assert not outbox.mails
    clock.set(datetime(2026, 4, 13, 5, 0, 1, tzinfo=UTC))
    await run_jobs()
    assert len(outbox.mails) == 1


async def test_deleted_is_gone(here: Tenant, client: Client, run_jobs: RunJobs, clock: SetClock, outbox: Outbox) -> None:
    """With its history; nothing fires any more."""
    mine = client(here)
    schedule = await made(mine)
    place = f"{BASE}/schedules/{schedule['id']}"
    sending = (await mine.post(f"{place}/send-now")).json()
    await run_jobs()
    assert (await mine.delete(place)).status_code == 204
    clock.advance(timedelta(days=14))
    await run_jobs()
    assert len(outbox.mails) == 1
    for path in (place, f"{place}/sendings", f"{BASE}/sendings/{sending['id']}"):
        assert (await mine.get(path)).status_code == 404
    assert (await mine.post(f"{place}/pause")).status_code == 404


async def test_changing_the_time_changes_when_it_runs(
    here: Tenant, client: Client, run_jobs: RunJobs, clock: SetClock, outbox: Outbox
) -> None:
    """The old time passes, the new one counts."""
    mine = client(here)
    schedule = await made(mine)
    changed = await mine.put(f"{BASE}/schedules/{schedule['id']}", json=WEEKLY | {"cron": "0 7 * * 5"})
    assert changed.json()["next_run"]["at"] == "2026-03-20T07:00:00+01:00"
    clock.set(datetime(2026, 3, 20, 6, 0, 1, tzinfo=UTC))
    await run_jobs()
    clock.set(datetime(2026, 3, 23, 6, 0, 1, tzinfo=UTC))
    await run_jobs()
    assert len(outbox.mails) == 1
