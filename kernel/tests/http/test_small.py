"""Proxies, headers, deprecation, CORS, problems, multipart and deadlines, each alone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from ipaddress import ip_network
from typing import Any

import pytest

from omni_kernel.http.cors import Cors, preflight
from omni_kernel.http.deadlines import Deadlines
from omni_kernel.http.deprecation import Deprecated, SunsetPassed
from omni_kernel.http.examples import example
from omni_kernel.http.forwarded import Proxies
from omni_kernel.http.headers import DefaultHeaders
from omni_kernel.http.multipart import Reader
from omni_kernel.http.problems import Problems, pointer
from omni_kernel.http.request import BadRequest
from omni_sdk import Deprecation, Response
from omni_sdk.errors import Conflict, ContributionFailed, Invalid, TooManyRequests

PROXIES = Proxies([ip_network("10.0.0.0/8"), ip_network("::1/128")])


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.9", "1.2.3.4", "203.0.113.9"),
        ("10.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "1.2.3.4:80", "1.2.3.4"),
        ("::1", "[2001:db8::1]:443", "2001:db8::1"),
        ("::ffff:10.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_client_behind_proxies(peer: str, forwarded: str, expected: str) -> None:
    assert PROXIES.client({"client": (peer, 1)}, forwarded) == expected


def test_client_on_a_unix_socket() -> None:
    assert PROXIES.client({"client": None}, "1.2.3.4") == "1.2.3.4"
    assert Proxies([]).client({"client": None}, "1.2.3.4") == "unknown"


def test_default_headers_can_be_overridden_but_not_split() -> None:
    made = DefaultHeaders(https=True)
    raw = dict(made.raw(Response(200, {"Cache-Control": "private", "content-length": "7"}, b""), "id"))
    assert raw[b"cache-control"] == b"private"
    assert b"content-length" not in raw
    assert raw[b"strict-transport-security"].startswith(b"max-age=")
    with pytest.raises(ValueError, match="line break"):
        made.raw(Response(200, {"x": "a\r\nset-cookie: b"}, b""), "id")


def test_deprecation_headers() -> None:
    made = Deprecated(Deprecation(since=date(2026, 1, 1), sunset=date(2026, 7, 1), successor="/api/v2/things"))
    assert made.headers["deprecation"] == "@1767225600"
    assert made.headers["sunset"] == "Wed, 01 Jul 2026 00:00:00 GMT"
    assert '</api/v2/things>; rel="successor-version"' in made.headers["link"]
    made.refuse(datetime(2026, 6, 30, 23, 59, tzinfo=UTC))
    with pytest.raises(SunsetPassed, match="use /api/v2/things"):
        made.refuse(datetime(2026, 7, 1, tzinfo=UTC))


def test_cors() -> None:
    exact, everybody = Cors(["https://a.example"]), Cors(["*"])
    assert exact.headers("https://a.example")["access-control-allow-credentials"] == "true"
    assert exact.headers("https://b.example") == {"vary": "Origin"}
    assert "access-control-allow-credentials" not in everybody.headers("https://b.example")
    answer = Response(200, {"vary": "Accept"}, b"")
    exact.add(answer, "https://a.example")
    assert answer.headers["vary"] == "Accept, Origin"
    allowed = preflight({"POST": exact}, "https://a.example", "POST")
    assert allowed.headers["access-control-allow-methods"] == "POST"
    assert "access-control-allow-methods" not in preflight({"POST": exact}, "https://b.example", "POST").headers
    assert preflight({"POST": exact}, "", "").headers == {"allow": "OPTIONS, POST"}


class PlanFull(Conflict):
    """As a plugin would have it."""

    type = "plan-full"


class Quota(TooManyRequests):
    """With a registered type."""

    type = "https://iana.org/assignments/http-problem-types#quota-exceeded"


def test_problem_types() -> None:
    problems = Problems({PlanFull.__module__.partition(".")[0]: "billing"})
    assert problems.type_of(PlanFull, "x") == "/problems/billing/plan-full"
    assert Problems({}).type_of(PlanFull, "x") == "/problems/x/plan-full"
    assert problems.type_of(Conflict, "x") == "/problems/conflict"
    assert problems.type_of(Quota, "x").endswith("#quota-exceeded")


def test_problem_bodies() -> None:
    def body(error: Exception) -> dict[str, Any]:
        answer = Problems({}).response(error, "x", "id")
        assert isinstance(answer.body, bytes)
        found: dict[str, Any] = json.loads(answer.body)
        return found | {"headers": answer.headers}

    assert body(Invalid("must be in the future", at="start.day"))["errors"][0]["pointer"] == "#/start/day"
    quota = body(Quota(headers={"Retry-After": "3"}, violated_policies=["a"]))
    assert (quota["headers"]["retry-after"], quota["violated-policies"]) == ("3", ["a"])
    broken = body(RuntimeError("password=hunter2"))
    assert (broken["status"], broken["request_id"]) == (500, "id")
    assert "hunter2" not in str(broken)
    assert body(ContributionFailed("other", "secret"))["plugin"] == "other"
    assert pointer(["a/b", "c~d", 0, "ä"]) == "#/a~1b/c~0d/0/%C3%A4"


async def source(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


BODY = (
    b'--x\r\nContent-Disposition: form-data; name="a"; filename="f.txt"\r\nContent-Type: text/csv\r\n\r\none,two\r\n'
    b'--x\r\nContent-Disposition: form-data; name="b"\r\n\r\nthree\r\n--x--\r\n'
)


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
async def test_multipart_in_pieces(size: int) -> None:
    reader = Reader(b"x", source(*[BODY[i : i + size] for i in range(0, len(BODY), size)]))
    found = [(p.name, p.filename, p.media_type, b"".join([c async for c in p.chunks()])) async for p in reader.parts()]
    assert found == [("a", "f.txt", "text/csv", b"one,two"), ("b", None, "text/plain", b"three")]


async def test_multipart_skips_what_nobody_read() -> None:
    assert [p.name async for p in Reader(b"x", source(BODY)).parts()] == ["a", "b"]


@pytest.mark.parametrize("body", [b"", b"nonsense", BODY[:60], BODY[:-6], b"--x\r\nX: 1\r\n\r\nno name\r\n--x--\r\n"])
async def test_multipart_malformed(body: bytes) -> None:
    with pytest.raises(BadRequest):
        [p async for p in Reader(b"x", source(body)).parts()]


async def test_sweep_cancels_what_is_late_and_takes_it_back() -> None:
    now = [0.0]
    deadlines = Deadlines(lambda: now[0])
    watch = deadlines.watch(5)
    now[0] = 4.9
    deadlines.sweep()
    await asyncio.sleep(0)
    now[0] = 5.0
    asyncio.get_running_loop().call_soon(deadlines.sweep)
    with pytest.raises(asyncio.CancelledError):
        await asyncio.Event().wait()
    assert watch.late
    assert watch.calm()
    assert not watch.task.cancelling()
    deadlines.done(watch)


async def test_somebody_elses_cancellation_stays() -> None:
    watch = Deadlines().watch(5)
    watch.cancels += 1
    watch.task.cancel()
    watch.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.sleep(0)
    assert not watch.calm()
    watch.task.uncancel()


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "minLength": 6}, "textxx"),
        ({"type": "string", "maxLength": 2}, "te"),
        ({"type": "integer", "minimum": 3}, 3),
        ({"anyOf": [{"type": "null"}, {"type": "string"}]}, None),
        ({"$ref": "#/components/schemas/A"}, {"b": True}),
        ({"type": "array", "items": {"enum": ["x"]}}, ["x"]),
        ({"examples": [7], "type": "integer"}, 7),
    ],
)
def test_examples(schema: dict[str, object], expected: object) -> None:
    defs = {"A": {"type": "object", "required": ["b"], "properties": {"b": {"type": "boolean"}, "c": {}}}}
    assert example(schema, defs) == expected
