"""The doors of the Segment spec: keys, bodies, and what becomes of events."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import httpx
import pytest

from omni_analytics.ingest import writer
from omni_analytics.models import IngestLog
from omni_analytics.plugin import plugin as analytics
from omni_analytics.segments.reading import events_of
from omni_sdk import Tenant
from omni_sdk.testing import OmniApp, RunJobs, SetClock

KEYS = "/api/v1/analytics/write-keys"
REJECTED = "/api/v1/analytics/rejected-events"


class Door:
    """A tenant with a write key, and what it has sent."""

    def __init__(self, app: Any, tenant: Tenant, run_jobs: RunJobs, clock: SetClock) -> None:
        self.app, self.tenant, self._run, self._clock = app, tenant, run_jobs, clock
        self.api: httpx.AsyncClient = app.client(tenant)
        self.library = httpx.AsyncClient(transport=httpx.ASGITransport(app.http), base_url="http://testserver")
        self.key: dict[str, Any] = {}

    async def open(self) -> Door:
        """Make the key."""
        await self.app.enable(analytics, self.tenant)
        self.key = (await self.api.post(KEYS, json={"name": "site"})).json()
        return self

    async def send(self, path: str, body: Any, key: str | None = None, **headers: str) -> httpx.Response:
        """What a library sends."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        auth = (self.key["key"] if key is None else key, "")
        return await self.library.post(path, content=content, auth=auth, headers=headers)

    async def events(self) -> Sequence[dict[str, Any]]:
        """All that stands in the warehouse, but requests."""
        self._clock.advance(timedelta(seconds=2))
        await self._run()
        async with self.app.inside(analytics, self.tenant) as ctx:
            events = await events_of(ctx)
            table = events.table
            found = await events.query(table.filter(table.type != "request").order_by("message_id"))
        rows: list[dict[str, Any]] = found.to_pylist()
        return rows

    async def rejected(self, **filters: str) -> list[dict[str, Any]]:
        """The list of rejected events."""
        items: list[dict[str, Any]] = (await self.api.get(REJECTED, params=filters)).json()["items"]
        return items


@pytest.fixture
async def door(omni_app: OmniApp, tenant: Tenant, run_jobs: RunJobs, clock: SetClock) -> Any:
    made = await Door(omni_app, tenant, run_jobs, clock).open()
    yield made
    await made.library.aclose()


def track(**fields: Any) -> dict[str, Any]:
    """A message."""
    return {"type": "track", "messageId": "m1", "userId": "ann", "event": "Clicked"} | fields


async def test_a_batch_is_kept(door: Door) -> None:
    """Each call of the spec is a row; fields that the batch says of all stand in each."""
    calls = [
        track(properties={"n": 1}),
        {"type": "identify", "messageId": "m2", "userId": "ann", "traits": {"plan": "pro"}},
        {"type": "page", "messageId": "m3", "anonymousId": "x", "name": "Home", "category": "Docs"},
        {"type": "screen", "messageId": "m4", "userId": 7, "context": {"app": "mine"}},
        {"type": "group", "messageId": "m5", "userId": "ann", "groupId": "acme", "traits": {"seats": 3}},
        {"type": "alias", "messageId": "m6", "userId": "ann", "previousId": "x"},
    ]
    answer = await door.send("/v1/batch", {"batch": calls, "context": {"library": "test"}, "writeKey": door.key["key"]})
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    rows = await door.events()
    told = [(r["type"], r["name"], r["person"], r["group_id"], r["properties"], r["context"]) for r in rows]
    assert told == [
        ("track", "Clicked", "ann", None, '{"n":1}', '{"library":"test"}'),
        ("identify", "identify", "ann", None, '{"plan":"pro"}', '{"library":"test"}'),
        ("page", "Home", "x", None, '{"category":"Docs"}', '{"library":"test"}'),
        ("screen", "screen", "7", None, None, '{"app":"mine"}'),
        ("group", "group", "ann", "acme", '{"seats":3}', '{"library":"test"}'),
        ("alias", "alias", "ann", None, None, '{"library":"test"}'),
    ]
    assert {r["source"] for r in rows} == {"segment"}
    assert rows[5]["anonymous_id"] == "x"


async def test_a_batch_that_is_sent_twice_counts_once(door: Door) -> None:
    """A library that got no answer sends it again."""
    for _ in range(2):
        await door.send("/v1/batch", {"batch": [track(), track(messageId="m2")]})
    await door.events()
    await door.send("/v1/batch", {"batch": [track(), track(messageId="m2")]})
    assert [row["message_id"] for row in await door.events()] == ["m1", "m2"]


@pytest.mark.parametrize("kind", ["track", "identify", "page", "screen", "group", "alias"])
async def test_single_calls(door: Door, kind: str) -> None:
    """The path says which call it is, long or short, as libraries of servers and of browsers have it."""
    body = {"userId": "ann", "event": "E", "groupId": "g", "previousId": "p"}
    for path in (f"/v1/{kind}", f"/v1/{kind[0]}"):
        assert (await door.send(path, body | {"messageId": path})).json() == {"success": True}
    assert [row["type"] for row in await door.events()] == [kind, kind]


async def test_bad_events_never_fail_their_batch(door: Door) -> None:
    """They stand in the list with the reason, without the key; the others are kept."""
    bad = [
        track(messageId="no-event", event=None),
        track(messageId="nobody", userId=None),
        track(messageId="when", timestamp="yesterday"),
        track(messageId="past", timestamp="1999-01-01T00:00:00Z"),
        track(messageId="zero", timestamp="0001-01-01T00:00:00+14:00"),
        track(messageId="large", properties={"text": "x" * 40_000}),
        track(messageId="plan", event="invoice.paid", properties={"amount": "1.005"}),
        track(messageId="nul\0", event="a\0", userId=""),
        {"messageId": "no-type", "writeKey": door.key["key"]},
        "text",
        None,
    ]
    answer = await door.send("/v1/batch", {"batch": [*bad, track()]})
    assert answer.status_code == 200
    assert [row["message_id"] for row in await door.events()] == ["m1"]
    found = {one["message_id"]: one for one in await door.rejected()}
    assert len(await door.rejected()) == len(bad)
    assert "event" in found["no-event"]["reason"]
    assert "userId or anonymousId" in found["nobody"]["reason"]
    assert found["when"]["reason"].startswith("timestamp: ")
    assert "ten years" in found["past"]["reason"]
    assert "40011 bytes" in found["large"]["reason"]
    assert "invoice_id: Field required" in found["plan"]["reason"]
    assert found["nul"]["name"] == "a"
    assert "wk_" not in json.dumps(list(found.values()))
    assert {one["source"] for one in found.values()} == {"segment"}
    assert [one["message_id"] for one in await door.rejected(name="invoice.paid")] == ["plan"]


async def test_rejected_events_can_be_cleared(door: Door) -> None:
    """All, or those of a name."""
    await door.send("/v1/batch", {"batch": [track(event=name, userId=None, messageId=name) for name in "aab"]})
    await door.events()
    assert (await door.api.delete(REJECTED, params={"name": "a"})).json() == {"cleared": 2}
    assert [one["name"] for one in await door.rejected()] == ["b"]
    assert (await door.api.delete(REJECTED)).json() == {"cleared": 1}
    assert await door.rejected() == []


async def test_clocks_that_are_off(door: Door, clock: SetClock) -> None:
    """By how far `sentAt` is off the time is moved (segment.com/docs/connections/spec/common); a minute is no matter."""
    now = clock.now().replace(microsecond=0)
    off, near = now + timedelta(hours=3), now - timedelta(seconds=20)
    early, late = (moment - timedelta(minutes=10) for moment in (off, near))
    for name, sent, time in (("a", off, early), ("b", near, late)):
        message = track(messageId=name, timestamp=time.isoformat())
        await door.send("/v1/batch", {"batch": [message], "sentAt": sent.isoformat()})
    first, second = await door.events()
    right = (now - timedelta(minutes=10)).replace(tzinfo=None)
    assert abs(first["time"] - right) < timedelta(seconds=10)
    assert second["time"] == late.replace(tzinfo=None)


async def test_keys(door: Door, other_tenant: Tenant, omni_app: OmniApp) -> None:
    """Unknown, revoked and odd ones are refused; one of another tenant sends events of that tenant."""
    batch = {"batch": [track()]}
    assert (await door.send("/v1/batch", batch, key="wk_nobody")).status_code == 401
    refused = await door.library.post("/v1/batch", json=batch)
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, 'Basic realm="omni"')
    for header in ("Bearer abc", "Basic !!!", "Basic " + base64.b64encode(b"\xff:").decode()):
        assert (await door.library.post("/v1/batch", json=batch, headers={"Authorization": header})).status_code == 401
    assert (await door.api.delete(f"{KEYS}/{door.key['id']}")).status_code == 204
    assert (await door.send("/v1/batch", batch)).status_code == 401
    assert await door.events() == []
    listed = (await door.api.get(KEYS)).json()["items"]
    assert [one["start"] for one in listed] == [door.key["key"][:8]]
    assert listed[0]["revoked_at"]
    assert "key" not in listed[0]
    assert "digest" not in listed[0]


async def test_a_write_key_may_write_and_nothing_else(door: Door, omni_app: Any) -> None:
    """The API does not take it, it is kept as a digest, and stands in no batch."""
    key = door.key["key"]
    assert (await door.library.get(KEYS, headers={"Authorization": f"Bearer {key}"})).status_code == 401
    await door.send("/v1/batch", {"batch": [track()], "writeKey": key})
    async with omni_app.inside(analytics, door.tenant):
        assert key.encode() not in (await IngestLog.get()).body
    for table in ("write_key", "ingest_log"):
        assert key not in str(await omni_app.everything(f"select * from p_analytics__{table}"))


async def test_a_key_of_another_tenant(door: Door, other_tenant: Tenant, omni_app: Any) -> None:
    """Nobody sends events into a tenant that is not the key's, nor sees its keys."""
    await omni_app.enable(analytics, other_tenant)
    there = omni_app.client(other_tenant)
    other = (await there.post(KEYS, json={"name": "other"})).json()
    await door.send("/v1/batch", {"batch": [track()]}, key=other["key"], **{"Omni-Tenant": door.tenant.slug})
    assert await door.events() == []
    assert (await there.delete(f"{KEYS}/{door.key['id']}")).status_code == 404
    assert [one["name"] for one in (await there.get(KEYS)).json()["items"]] == ["other"]


async def test_browsers_write_the_key_into_the_body(door: Door) -> None:
    """As text/plain, from any page, so that no preflight is needed."""
    body = json.dumps({"userId": "ann", "event": "E", "messageId": "m", "writeKey": door.key["key"]})
    headers = {"Content-Type": "text/plain", "Origin": "https://shop.example"}
    answer = await door.library.post("/v1/t", content=body, headers=headers)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")
    asked = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    assert (await door.library.options("/v1/batch", headers=asked)).headers["access-control-allow-origin"] == "*"
    assert len(await door.events()) == 1


async def test_compressed_bodies(door: Door) -> None:
    """gzip is unpacked, in as many members as it has; bombs, halves and other codings are refused."""
    body = json.dumps({"batch": [track()]}).encode()
    gz = {"Content-Encoding": "gzip"}
    assert (await door.send("/v1/batch", gzip.compress(body[:9]) + gzip.compress(body[9:]), **gz)).status_code == 200
    assert (await door.send("/v1/batch", gzip.compress(b" " * 6_000_000 + body), **gz)).status_code == 413
    assert (await door.send("/v1/batch", gzip.compress(body)[:-9], **gz)).status_code == 400
    assert (await door.send("/v1/batch", body, **gz)).status_code == 400
    assert (await door.send("/v1/batch", body, **{"Content-Encoding": "br"})).status_code == 415
    assert len(await door.events()) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b"[]", 400), (b"{}", 400), (b'{"batch": {}}', 400), (b'{"batch": ["\\ud800"]}', 400), (b"", 400)],
)
async def test_malformed_batches(door: Door, body: bytes, status: int) -> None:
    """Are refused as what no library tries again."""
    answer = await door.send("/v1/batch", body)
    assert (answer.status_code, answer.json()["type"]) == (status, "/problems/analytics/malformed-batch")


async def test_sizes(door: Door) -> None:
    """2,500 messages are taken, as Segment does; one more is not, nor more than 5 MB. An empty batch is fine."""
    many = [track(messageId=f"m{at}") for at in range(2500)]
    assert (await door.send("/v1/batch", {"batch": many})).status_code == 200
    assert (await door.send("/v1/batch", {"batch": [*many, track()]})).status_code == 413
    assert (await door.send("/v1/batch", b'{"batch": [' + b" " * 5_000_000 + b"]}")).status_code == 413
    assert (await door.send("/v1/batch", {"batch": []})).json() == {"success": True}
    assert len(await door.events()) == 2500


@pytest.mark.parametrize(("late", "jobs"), [(0, 1), (3, 2)])
async def test_a_row_that_is_late(
    door: Door, monkeypatch: pytest.MonkeyPatch, clock: SetClock, run_jobs: RunJobs, late: int, jobs: int
) -> None:
    """Where the job of its second may have run before the row was committed, another one is asked for."""
    await door.events()
    real = IngestLog.create

    async def slow(**values: Any) -> IngestLog:
        clock.advance(timedelta(seconds=late))
        return await real(**values)

    # Far from the next run of any schedule; those until then are over.
    clock.set(clock.now().replace(minute=1, second=5, microsecond=0) + timedelta(hours=1))
    while await run_jobs():
        clock.advance(timedelta(seconds=2))
    clock.set(clock.now().replace(microsecond=0))
    with monkeypatch.context() as patched:
        patched.setattr(IngestLog, "create", slow)
        assert (await door.send("/v1/batch", {"batch": [track()]})).status_code == 200
    clock.advance(timedelta(seconds=3))
    assert await run_jobs(writer.write) == jobs
    assert len(await door.events()) == 1
