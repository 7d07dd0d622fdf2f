"""Every kind of auth, parameter, body and answer that the contract names, of a plugin that was found by its dist-info."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from omni_kernel.http.openapi import build
from omni_sdk import Plugin, Tenant
from omni_sdk.testing.app import RunningOmni

SOURCE = (Path(__file__).parent / "every_kind.py").read_text("utf-8")
BASE = "/api/v1/x/acme-kinds"


class World:
    """The plugin on for one tenant."""

    def __init__(self, omni: RunningOmni, tenant: Tenant, other: Tenant) -> None:
        self.omni, self.tenant, self.other = omni, tenant, other
        self.client = omni.client(tenant)
        self.nobody = httpx.AsyncClient(transport=httpx.ASGITransport(omni.http), base_url="http://testserver")

    async def get(self, path: str, **options: Any) -> httpx.Response:
        """As the tenant."""
        return await self.client.get(f"{BASE}{path}", **options)


@pytest.fixture
async def world(install: Any, start: Any) -> AsyncIterator[World]:
    """Installed, started, enabled."""
    install("acme-kinds", SOURCE, root_paths=["/.well-known/kinds"])
    async with start() as omni:
        tenant, other = await omni.tenant("here"), await omni.tenant("there")
        found: Plugin = omni.kernel.registry.plugins["acme-kinds"].plugin
        await omni.enable(found, tenant)
        world = World(omni, tenant, other)
        async with world.nobody:
            yield world


def said(answer: httpx.Response) -> tuple[int, str]:
    """Status and type of a problem."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["request_id"] == answer.headers["omni-request-id"]
    return answer.status_code, body["type"]


async def test_who_may_call(world: World) -> None:
    """Each kind of auth, kept and refused."""
    get, nobody, tenant = world.get, world.nobody, world.tenant
    assert (await get("/signed-in")).json() == "here key"
    assert said(await nobody.get(f"{BASE}/signed-in")) == (401, "/problems/unauthenticated")
    assert said(await get("/fresh")) == (403, "/problems/reauthentication-required")
    weak = world.omni.client(tenant, "omni.job.read")
    assert (await weak.get(f"{BASE}/signed-in")).status_code == 200
    refused = await weak.get(f"{BASE}/text")
    assert said(refused) == (403, "/problems/forbidden")
    assert refused.json()["permission"] == "acme-kinds.kind.use"

    assert (await nobody.get(f"{BASE}/public/here", params={"word": "x"})).json() == "here anonymous x"
    assert (await nobody.get(f"{BASE}/public/{tenant.id}")).json().startswith("here ")
    assert said(await nobody.get(f"{BASE}/public/there")) == (404, "/problems/plugin-not-enabled")
    assert said(await nobody.get(f"{BASE}/public/nowhere")) == (404, "/problems/not-found")
    assert (await nobody.get(f"{BASE}/edge")).json() == "GET"
    assert (await nobody.get("/.well-known/kinds")).json() == "GET"

    key = {"Authorization": f"Device {tenant.id}"}
    assert (await nobody.get(f"{BASE}/device", headers=key)).json() == "here device-1 True"
    for bad in ("Device nonsense", "Bearer x", ""):
        assert said(await nobody.get(f"{BASE}/device", headers={"Authorization": bad} if bad else {}))[0] == 401
    off = {"Authorization": f"Device {world.other.id}"}
    assert said(await nobody.get(f"{BASE}/device", headers=off)) == (404, "/problems/plugin-not-enabled")


async def test_signed_links(world: World) -> None:
    """They carry tenant and parameters, and nothing about them can be changed."""
    link = (await world.get("/link")).json()
    assert (await world.nobody.get(link)).json() == "here 7 x"
    assert said(await world.nobody.get(link[:-4] + "AAAA"))[0] == 403
    assert said(await world.nobody.get(link.partition("?")[0])) == (401, "/problems/unauthenticated")
    assert (await world.nobody.get(link.replace("/7?", "/8?"))).json() == "here 7 x", "the path is not believed"
    await world.omni.disable(world.omni.kernel.registry.plugins["acme-kinds"].plugin, world.tenant)
    assert said(await world.nobody.get(link)) == (404, "/problems/plugin-not-enabled")


async def test_parameters(world: World) -> None:
    """Path, query, header, cookie; each mistake is a 422 that names it."""
    url = f"{BASE}/scalars/7"
    answer = await world.client.get(
        url, params={"word": "w", "many": ["1", "2"], "day": "2026-11-22"}, headers={"X-Agent": "me", "Cookie": "theme=dark"}
    )
    assert answer.json() == {"number": 7, "word": "w", "many": [1, 2], "day": "2026-11-22", "agent": "me", "theme": "dark"}
    for path, query, name in (
        ("/scalars/x", {"word": "w"}, "number"),
        ("/scalars/7", {}, "word"),
        ("/scalars/7", {"word": "w", "many": "x"}, "many"),
        ("/scalars/7", {"word": "w", "day": "never"}, "day"),
        ("/scalars/7", {"word": "w", "surplus": "1"}, "surplus"),
        ("/spread", {"left": "x"}, "left"),
        ("/spread", {}, "left"),
    ):
        wrong = await world.get(path, params=query)
        assert said(wrong) == (422, "/problems/invalid"), (path, query, wrong.text)
        assert [e["parameter"] for e in wrong.json()["errors"]] == [name]
    assert (await world.get("/spread", params={"left": "3", "right": "r"})).json() == {"left": 3, "right": "r"}


async def test_bodies(world: World) -> None:
    """JSON of several shapes, form, bytes, stream, multipart."""
    client, pair = world.client, {"left": 1, "right": "r"}
    assert (await client.post(f"{BASE}/json", json=pair)).json() == pair
    assert (await client.post(f"{BASE}/list", json=[pair, pair])).json() == [pair, pair]
    assert (await client.post(f"{BASE}/dict", json={"a": [1, None]})).json() == {"a": [1, None]}
    assert (await client.post(f"{BASE}/form", data={"left": "1", "right": "r"})).json() == pair
    assert (await client.put(f"{BASE}/raw", content=b"12345")).json() == 5
    assert (await client.put(f"{BASE}/streamed", content=b"x" * 70_000)).json() == 70_000
    files = {"one": ("a.txt", b"first"), "two": ("b.txt", b"second")}
    assert (await client.post(f"{BASE}/parts", files=files)).json() == {"one": "first", "two": "second"}


async def test_bad_bodies(world: World) -> None:
    """Each has its status, never a 500."""
    client = world.client
    as_json = {"content-type": "application/json"}
    for path, options, expected in (
        ("/json", {"content": b"{", "headers": as_json}, (400, "/problems/malformed-json")),
        ("/json", {"content": b"\xff", "headers": as_json}, (400, "/problems/malformed-json")),
        ("/json", {"content": b"", "headers": as_json}, None),
        ("/json", {"content": b"[" * 100_000, "headers": as_json}, (400, "/problems/malformed-json")),
        ("/json", {"content": b"null", "headers": as_json}, (422, "/problems/invalid")),
        ("/json", {"json": {"left": "many"}}, (422, "/problems/invalid")),
        ("/json", {"json": {"left": 1, "surplus": 2}}, None),
        ("/json", {"content": b"left=1", "headers": {"content-type": "text/plain"}}, (415, "/problems/unsupported-media-type")),
        ("/form", {"json": {"left": 1}}, (415, "/problems/unsupported-media-type")),
        ("/parts", {"json": {}}, (415, "/problems/unsupported-media-type")),
        ("/json", {"content": b'"' + b"x" * 2_000_000 + b'"', "headers": as_json}, (413, "/problems/too-large")),
    ):
        answer = await client.post(f"{BASE}{path}", **options)
        assert 200 <= answer.status_code < 500, answer.text
        if expected:
            assert said(answer) == expected, (path, answer.text)
    assert said(await client.put(f"{BASE}/raw", content=b"x" * 11)) == (413, "/problems/too-large")
    assert said(await client.put(f"{BASE}/streamed", content=b"x" * 100_001)) == (413, "/problems/too-large")


async def test_answers(world: World) -> None:
    """Each kind, with its headers."""
    get, client = world.get, world.client
    assert (await client.delete(f"{BASE}/nothing")).status_code == 204
    made = await client.post(f"{BASE}/reply")
    assert (made.status_code, made.headers["location"], made.headers["x-kind"]) == (201, "/there", "reply")
    assert made.headers["x-around"] == "201", "the middleware saw it"
    moved = await get("/redirect")
    assert (moved.status_code, moved.headers["location"]) == (303, "/there")
    page = await get("/html")
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert (await get("/text")).text == "hello"
    assert (await get("/either", params={"there": "true"})).json() == {"left": 1, "right": ""}
    assert (await get("/either", params={"there": "false"})).status_code == 204
    streamed = await get("/stream")
    assert streamed.text.splitlines() == ["here 0", "here 1", "here 2"]
    assert "rows.csv" in streamed.headers["content-disposition"]
    events = [line for line in (await get("/live")).text.splitlines() if line.startswith("data: ")]
    assert [json.loads(line[6:]) for line in events] == [{"n": 1}, "two"]


async def test_files(world: World) -> None:
    """Kept per tenant; a file that is not there is a 404, and a name cannot lead elsewhere."""
    assert (await world.client.put(f"{BASE}/files/a.csv", content=b"1;2")).status_code == 204
    found = await world.get("/files/a.csv")
    assert (found.content, found.headers["content-type"]) == (b"1;2", "text/csv")
    assert "filename*=UTF-8''Gr%C3%B6%C3%9Fe.csv" in found.headers["content-disposition"]
    assert said(await world.get("/files/b.csv")) == (404, "/problems/not-found")
    for name in ("..%2F..%2Fomni.db", "%2e%2e", ".hidden"):
        assert (await world.get(f"/files/{name}")).status_code in {404, 422}, name


async def test_problems(world: World) -> None:
    """The plugin's own have its id in their type; what breaks inside shows nothing of the inside."""
    full = await world.get("/full")
    assert said(full) == (409, "/problems/acme-kinds/full")
    assert (full.json()["detail"], full.json()["room"]) == ("no room left", 0)
    broken = await world.get("/broken")
    assert said(broken) == (500, "/problems/internal-error")
    assert "secret" not in broken.text
    assert said(await world.get("/slow")) == (503, "/problems/deadline-exceeded")
    assert said(await world.client.patch(f"{BASE}/text")) == (405, "/problems/method-not-allowed")
    assert said(await world.get("/nowhere")) == (404, "/problems/not-found")


async def test_versions_and_deprecation(world: World) -> None:
    """RFC 9745 and RFC 8594 headers; 410 after the sunset; another version of the API has its own path."""
    old = await world.get("/old")
    assert old.headers["deprecation"].startswith("@")
    assert old.headers["sunset"] == "Tue, 01 Jan 2999 00:00:00 GMT"
    assert "/new" in old.headers["link"]
    assert said(await world.get("/gone"))[0] == 410
    assert (await world.client.get("/api/v2/x/acme-kinds/newer")).text == "hello"
    assert (await world.get("/newer")).status_code == 404


async def test_origins(world: World) -> None:
    """A route may be called by pages of the origins it names, and of no other."""
    for origin, allowed in (("https://app.example.com", True), ("https://evil.example", False)):
        answer = await world.get("/shared", headers={"Origin": origin})
        assert (answer.headers.get("access-control-allow-origin") == origin) is allowed


async def test_all_of_it_is_documented(world: World) -> None:
    """Every route stands in OpenAPI, with its security and its answers."""
    document = build(world.omni.kernel, None)
    for bound in world.omni.kernel.registry.plugins["acme-kinds"].routes:
        operation = document["paths"][bound.path][bound.route.method.lower()]
        assert operation["summary"]
        assert operation["responses"]
        assert "security" in operation
    paths = document["paths"]
    assert paths[f"{BASE}/device"]["get"]["security"] == [{"acme-kinds.device": []}]
    assert document["components"]["securitySchemes"]["acme-kinds.device"] == {
        "type": "apiKey", "in": "header", "name": "Authorization",
    }  # fmt: skip
    assert paths[f"{BASE}/public/{{tenant}}"]["get"]["security"] == [{}]
    assert paths[f"{BASE}/old"]["get"]["deprecated"] is True
    assert "multipart/form-data" in paths[f"{BASE}/parts"]["post"]["requestBody"]["content"]
    assert paths[f"{BASE}/parts"]["post"]["requestBody"]["required"] is True
    assert paths[f"{BASE}/raw"]["put"]["requestBody"]["required"] is False
