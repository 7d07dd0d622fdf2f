"""Bad input that people and programs really send: the right status and problem type, never a 500."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from omni_notes.plugin import plugin as notes
from omni_testbed.inprocess import Living

from omni_sdk.testing.app import Bench

NOTES = "/api/v1/x/notes/notes"
JSON = {"content-type": "application/json"}
INVALID, MALFORMED = (422, "/problems/invalid"), (400, "/problems/malformed-json")
NOT_FOUND = (404, "/problems/not-found")


class World:
    """One tenant with the notes on."""

    def __init__(self, living: Living) -> None:
        self.living = living
        self.tenant = living.tenant("acme")
        living.enable(notes, self.tenant)
        self.platform, self.owner = living.key(None), living.key(self.tenant.id, "owner")

    def ask(self, method: str, path: str, *, platform: bool = False, **options: Any) -> tuple[int, str]:
        """Status, and the problem's type if it is one."""
        answer = self.living.send(method, path, self.platform if platform else self.owner, **options)
        is_problem = answer.headers.get("content-type") == "application/problem+json"
        assert is_problem or answer.status_code < 400, f"{answer.status_code} is no problem: {answer.text}"
        return answer.status_code, answer.json()["type"] if is_problem else ""


@pytest.fixture(scope="module")
def running(omni_bench: Bench) -> Iterator[World]:
    """For all of them."""
    with Living(omni_bench, [notes]) as living:
        yield World(living)


@pytest.fixture
def world(running: World) -> World:
    """With a breaker that has seen nothing yet, so that one failure makes one test fail."""
    running.living.kernel.breaker.__init__()  # type: ignore[misc]  # as new
    return running


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{", MALFORMED),
        (b"", MALFORMED),
        (b"\xff\xfe", MALFORMED),
        (b'{"title": "a"} trailing', MALFORMED),
        (b'{"title": NaN}', MALFORMED),
        (b"[" * 100_000, MALFORMED),
        (b"null", INVALID),
        (b"[]", INVALID),
        (b'"text"', INVALID),
        (b"{}", INVALID),
        (b'{"title": null}', INVALID),
        (b'{"title": 7}', INVALID),
        (b'{"title": ""}', INVALID),
        (b'{"title": {"a": 1}}', INVALID),
        (json.dumps({"title": "x" * 81}).encode(), INVALID),
        (b'{"title": "a", "surplus": 1}', INVALID),
        (b'{"title": "a", "pinned": "maybe"}', INVALID),
        (b'{"title": "\\ud800"}', None),
        (b'{"title": "a\\u0000b"}', None),
        (json.dumps({"title": "a", "text": "x" * 2_000_000}).encode(), (413, "/problems/too-large")),
    ],
    ids=lambda value: str(value)[:30],
)
def test_bodies(world: World, body: bytes, expected: tuple[int, str] | None) -> None:
    """Of a write; those without an expectation are a matter of taste, but never the server's fault."""
    found = world.ask("POST", NOTES, content=body, headers=JSON)
    assert found == expected if expected else found[0] < 500


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "multipart/form-data", "", "application/json; charset=utf-16", "a"]
)
def test_media_types(world: World, kind: str) -> None:
    """What the route does not take is 415; nothing is guessed."""
    status, _ = world.ask("POST", NOTES, content=b'{"title": "a"}', headers={"content-type": kind} if kind else {})
    assert status in {201, 415} if kind in {"", "application/json; charset=utf-16"} else status == 415


@pytest.mark.parametrize(
    "query",
    [
        "cursor=nonsense", "cursor=", "cursor=" + "A" * 5000, "limit=0", "limit=201", "limit=x", "limit=-1",
        "limit=99999999999999999999", "sort=nothing", "sort=-", "sort=tenant_id", "surplus=1", "pinned=maybe", "limit=1&limit=2",
    ],
)  # fmt: skip
def test_queries(world: World, query: str) -> None:
    """Of a list."""
    status, kind = world.ask("GET", f"{NOTES}?{query}")
    assert (status, kind) == INVALID if query != "limit=1&limit=2" else status in {200, 422}


@pytest.mark.parametrize(
    "path",
    [
        f"{NOTES}?title=", "/api/v1/tenants?slug=", "/api/v1/tenants?state=", "/api/v1/jobs?plugin=", "/api/v1/jobs?name=",
        "/api/v1/schedules?plugin=", "/api/v1/tenants/", "/api/v1/plugins/", "/api/v1/x/notes/count/", "/api/v1/blobs/",
    ],
)  # fmt: skip
def test_values_longer_than_any_column(world: World, path: str) -> None:
    """They match nothing, or are refused; and however often, they are nobody's failure."""
    for _ in range(7):
        assert world.ask("GET", path + "x" * 300)[0] < 500
    assert world.ask("GET", NOTES)[0] == 200


def test_a_nul_in_the_query_is_refused(world: World) -> None:
    """Databases do not take it."""
    assert world.ask("GET", f"{NOTES}?word=a%00b") == (400, "/problems/bad-request")


def test_a_cursor_of_another_list(world: World) -> None:
    """Cursors are for the list that gave them."""
    for number in range(3):
        assert world.ask("POST", NOTES, json={"title": f"n{number}"})[0] == 201
    made = world.living.send("GET", f"{NOTES}?limit=1&sort=title", world.owner).json()["next"]
    assert made
    for path in (f"{NOTES}?limit=1&cursor={made}", f"/api/v1/jobs?cursor={made}", f"{NOTES}?sort=-title&cursor={made}"):
        assert world.ask("GET", path)[0] in {200, 422}
    assert world.ask("GET", f"{NOTES}?sort=title&cursor={made[:-3]}zzz") == INVALID


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (f"{NOTES}/nonsense", INVALID),
        (f"{NOTES}/00000000-0000-7000-8000-000000000000", NOT_FOUND),
        (f"{NOTES}/%ff", (400, "/problems/bad-request")),
        ("//api/v1/x/notes/notes", NOT_FOUND),
        ("/api/v1/x/nobody/notes", NOT_FOUND),
        ("/api/v9/x/notes/notes", NOT_FOUND),
        ("/api/v1/tenants/nobody", NOT_FOUND),
        ("/api/v1/plugins/nobody", NOT_FOUND),
        ("/api/v1/plugins/..%2f..%2fetc", NOT_FOUND),
        ("/api/v1/blobs/nonsense", (404, "/problems/not-found")),
        ("/docs/..%2f..%2fomni.toml", NOT_FOUND),
    ],
)  # fmt: skip
def test_paths(world: World, path: str, expected: tuple[int, str]) -> None:
    """Nothing is there, or what is named cannot be."""
    assert world.ask("GET", path) == expected


def test_methods(world: World) -> None:
    """405 with `Allow`, and no method of a proxy's or a tracer's."""
    for method in ("PUT", "TRACE", "CONNECT", "NONSENSE"):
        answer = world.living.send(method, NOTES, world.owner)
        assert answer.status_code in {400, 405}, method
    assert "GET" in world.living.send("PUT", NOTES, world.owner).headers["allow"]


@pytest.mark.parametrize(
    "change",
    [
        {"zone": ""}, {"zone": "Europe/Atlantis"}, {"zone": "../../etc/passwd"}, {"zone": "/etc/localtime"}, {"zone": "\0"},
        {"locale": ""}, {"locale": "!!"}, {"locale": "en_US"}, {"currency": ""}, {"currency": "EU"}, {"currency": "eur"},
        {"name": ""}, {"name": "x" * 201}, {"surplus": 1},
    ],
    ids=str,
)  # fmt: skip
def test_profiles_of_tenants(world: World, change: dict[str, Any]) -> None:
    """Refused at the field; and the tenant is as well as before."""
    try:
        assert world.ask("PATCH", "/api/v1/tenants/acme", json=change) == INVALID
        new = {"slug": "other", "name": "Other"} | change
        assert world.ask("POST", "/api/v1/tenants", platform=True, json=new) == INVALID
        assert world.ask("GET", NOTES)[0] == 200
    finally:
        # Should a bad one have been taken: the other tests are not to suffer.
        world.living.wait(
            world.living.kernel.db.execute("UPDATE omni_tenant SET zone = 'UTC', locale = 'en', currency = 'EUR'", [])
        )
        world.living.kernel.gate._changed(None)


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("/api/v1/tenants", {"slug": "No Slug", "name": "x"}, INVALID),
        ("/api/v1/tenants", {"slug": "acme", "name": "Again"}, (409, None)),
        ("/api/v1/tenants/acme/members", {"email": "nonsense"}, INVALID),
        ("/api/v1/tenants/acme/members", {"email": "a@example.com", "roles": ["king"]}, INVALID),
        ("/api/v1/api-keys", {"name": "x", "tenant": "nobody"}, NOT_FOUND),
        ("/api/v1/api-keys", {"name": "x", "tenant": "acme", "roles": ["king"]}, INVALID),
        ("/api/v1/api-keys", {"name": "x", "tenant": "acme", "permissions": ["no.such.thing"]}, INVALID),
        ("/api/v1/api-keys", {"name": "x", "tenant": "acme", "expires_at": "2001-01-01T00:00:00Z"}, INVALID),
        ("/api/v1/api-keys", {"name": "x", "tenant": "acme", "expires_at": "soon"}, INVALID),
        ("/api/v1/plugins/notes/enable", {}, (400, "/problems/tenant-required")),
    ],
    ids=str,
)  # fmt: skip
def test_writes_of_the_administrator(world: World, path: str, body: Any, expected: tuple[int, str | None]) -> None:
    """Refused, saying what is wrong."""
    status, kind = world.ask("POST", path, platform=True, json=body)
    assert status == expected[0]
    assert expected[1] in {None, kind}


@pytest.mark.parametrize(
    "body",
    [
        {"settings": {"greeting": ""}, "grant": {"events": ["tenant.member.added"]}},
        {"settings": {"nonsense": 1}, "grant": {"events": ["tenant.member.added"]}},
        {"settings": {"token": {"a": 1}}, "grant": {"events": ["tenant.member.added"]}},
        {"grant": {"mail": True, "events": ["tenant.member.added"]}},
        {"grant": {"nonsense": True}},
        {"grant": "all"},
    ],
    ids=str,
)
def test_enabling(world: World, body: Any) -> None:
    """Settings that the model refuses, and scopes that nobody asked for; the plugin stays as it was."""
    assert world.ask("POST", "/api/v1/plugins/notes/enable", json=body) == INVALID
    assert world.ask("GET", NOTES)[0] == 200


def test_headers(world: World) -> None:
    """Odd ones are refused or left aside."""
    for headers in (
        {"Authorization": "Bearer"}, {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer \xff".encode("latin-1")},
        {"Omni-Tenant": ""}, {"Omni-Tenant": "nobody"}, {"Omni-Tenant": "\xff".encode("latin-1")},
    ):  # fmt: skip
        sent = {"Authorization": f"Bearer {world.owner}"} | headers
        answer = world.living.send("GET", NOTES, headers=sent)
        assert answer.status_code in {401, 404}, (headers, answer.text)
    for key in ("", " ", "x" * 256, "a b", "é".encode("latin-1")):
        answer = world.living.send("POST", NOTES, world.owner, json={"title": "a"}, headers={"Idempotency-Key": key})
        assert answer.status_code == 400, (key, answer.text)
        assert answer.json()["type"] == "/problems/idempotency-key-refused"


def test_a_write_sent_twice(world: World) -> None:
    """With one key it has its effect once; another body under that key is refused."""
    said = {"Idempotency-Key": "once-1"}
    first = world.living.send("POST", NOTES, world.owner, json={"title": "once"}, headers=said)
    again = world.living.send("POST", NOTES, world.owner, json={"title": "once"}, headers=said)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"
    other = world.ask("POST", NOTES, json={"title": "twice"}, headers=said)
    assert other == (422, "/problems/idempotency-key-reused")
    assert [n["title"] for n in world.living.send("GET", f"{NOTES}?word=once", world.owner).json()["items"]] == ["once"]
