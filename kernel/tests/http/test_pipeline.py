"""Order, limits, idempotency, deprecation, CORS, what is told of requests, and that bad input is never a 500."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck as Slow
from hypothesis import given, settings
from hypothesis import strategies as st
from omni_guard import Guard
from omni_http_probe import READ, WRITE
from pydantic import BaseModel, Field, JsonValue

from omni_kernel.clock import Clock
from omni_kernel.http import deadlines
from omni_kernel.http.models import IdempotencyRecord
from omni_sdk import (
    BodyStream,
    Deprecation,
    EdgeContext,
    Event,
    EventContext,
    Health,
    HealthCheck,
    Limits,
    Middleware,
    Next,
    On,
    Reply,
    RequestContext,
    Response,
    Route,
    Stream,
)  # fmt: skip
from omni_sdk.errors import Conflict, Forbidden, Unavailable
from omni_sdk.events import HttpRequestFinished

ROOT = "/api/v1/x/probe"


class Thing(BaseModel):
    name: str = Field(max_length=50)
    more: dict[str, JsonValue] = {}


async def until(condition: Callable[[], object]) -> None:
    """Let others run until it holds."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110  (whatever it is about has no event)
            await asyncio.sleep(0)


async def read(ctx: RequestContext) -> str:
    """Read."""
    return "ok"


async def make(ctx: RequestContext, body: Thing) -> Thing:
    """Make."""
    return body


# -- middleware


async def test_middleware_in_order(serve: Any) -> None:
    seen: list[str] = []

    def noting(name: str) -> Any:
        async def around(ctx: Any, call_next: Next) -> Response:
            seen.append(name)
            response = await call_next()
            seen.append(f"/{name} {response.status}")
            response.headers[f"x-{name}"] = "1"
            return response

        return around

    edge = Guard(middleware=[Middleware.edge(noting("edge")), Middleware.identified(noting("guard"))])
    world = await serve(
        Route.get("/read", read, auth=READ),
        Route.get("/write", read, auth=WRITE),
        plugins=[edge],
        middleware=[
            Middleware.handler(noting("handler")),
            Middleware.authorised(noting("authorised")),
            Middleware.identified(noting("identified")),
        ],
    )
    async with world.client() as client:
        answer = await client.get(f"{ROOT}/read")
    names = ["edge", *sorted(["guard", "identified"], key=seen.index), "authorised", "handler"]
    assert seen[:5] == names
    assert seen[5:] == [f"/{n} 200" for n in reversed(names)]
    assert {f"x-{n}" for n in names} <= set(answer.headers)
    seen.clear()
    async with world.client(world.weak) as client:
        assert (await client.get(f"{ROOT}/read")).status_code == 403
    assert "authorised" not in seen
    assert "/identified 403" in seen
    seen.clear()
    async with world.client(world.other) as client:
        assert (await client.get(f"{ROOT}/read")).status_code == 404
        assert (await client.get("/api/v1/tenants")).status_code < 500
    assert [s for s in seen if s.strip("/").split()[0] not in {"edge", "guard"}] == []


async def test_middleware_may_answer_raise_and_replace(serve: Any) -> None:
    async def around(ctx: RequestContext, call_next: Next) -> Response:
        how = ctx.request.query.get("how")
        if how == "refuse":
            raise Conflict("no")
        if how == "break":
            raise RuntimeError("broken")
        if how == "nonsense":
            return None  # type: ignore[return-value]
        if how == "answer":
            return Response(299, {}, b"mine")
        response = await call_next()
        assert ctx.route.name == f"GET {ROOT}/read"
        return Response(response.status, response.headers, b"changed") if how == "change" else response

    world = await serve(Route.get("/read", read, auth=READ), middleware=[Middleware.authorised(around)])
    async with world.client() as client:
        found = {h: (await client.get(f"{ROOT}/read?how={h}")) for h in ("refuse", "break", "nonsense", "answer", "change")}
    assert {h: a.status_code for h, a in found.items()} == {
        "refuse": 409, "break": 500, "nonsense": 500, "answer": 299, "change": 200,
    }  # fmt: skip
    assert found["change"].text == "changed"


async def test_edge_middleware_is_around_what_has_no_route(serve: Any) -> None:
    async def around(ctx: EdgeContext, call_next: Next) -> Response:
        if ctx.request.path == "/stop":
            raise Forbidden("not here")
        return await call_next()

    world = await serve(plugins=[Guard(middleware=[Middleware.edge(around)])])
    async with world.client() as client:
        assert (await client.get("/stop")).status_code == 403
        assert (await client.get("/nothing")).status_code == 404


# -- limits


async def swallow(ctx: RequestContext, body: BodyStream) -> int:
    """Count."""
    return sum([len(c) async for c in body])


async def test_body_limits_declared_and_chunked(serve: Any) -> None:
    world = await serve(
        Route.post("/things", make, auth=WRITE, limits=Limits(body_bytes=50)),
        Route.post("/stream", swallow, auth=WRITE, limits=Limits(body_bytes=50)),
    )

    async def chunks(size: int) -> AsyncIterator[bytes]:
        for _ in range(size):
            yield b" "

    async with world.client(**{"content-type": "application/json"}) as client:
        big = json.dumps({"name": "x" * 60}).encode()
        for path in ("/things", "/stream"):
            for content in (big, chunks(51)):
                answer = await client.post(ROOT + path, content=content)
                assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")
        assert (await client.post(f"{ROOT}/stream", content=chunks(50))).json() == 50


async def test_deadline(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "SWEEP_SECONDS", 0.0)
    cancelled: list[bool] = []

    async def slow(ctx: RequestContext) -> None:
        """Never done."""
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(True)
            raise

    async def late(ctx: RequestContext, body: Thing) -> None:
        """Never read."""

    world = await serve(
        Route.get("/slow", slow, auth=READ, limits=Limits(seconds=0.25)),
        Route.post("/late", late, auth=WRITE, limits=Limits(seconds=0.25)),
    )

    async def never() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    async with world.client() as client:
        answer = await client.get(f"{ROOT}/slow")
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/deadline-exceeded")
        assert cancelled == [True]
        assert world.kernel.breaker._failures == {("probe", world.on.id): 1}
        answer = await client.post(f"{ROOT}/late", content=never(), headers={"content-type": "application/json"})
        assert (answer.status_code, answer.json()["type"]) == (408, "/problems/request-timeout")
        assert world.kernel.breaker._failures == {("probe", world.on.id): 1}


async def test_breaker(serve: Any) -> None:
    async def fails(ctx: RequestContext, how: str) -> None:
        """Fail."""
        if how == "problem":
            raise Conflict("no")
        if how == "busy":
            raise Unavailable("later")
        if how == "exit":
            raise SystemExit(3)
        raise RuntimeError("secret detail")

    world = await serve(Route.get("/fail/{how}", fails, auth=READ))
    async with world.client() as client:
        for how, status in (("problem", 409), ("busy", 503), ("exit", 500)):
            assert (await client.get(f"{ROOT}/fail/{how}")).status_code == status
        assert not world.kernel.breaker._failures
        for _ in range(5):
            answer = await client.get(f"{ROOT}/fail/x")
            assert answer.status_code == 500
            assert "secret" not in answer.text
        tripped = await client.get(f"{ROOT}/fail/problem")
        assert (tripped.status_code, tripped.json()["type"]) == (503, "/problems/plugin-tripped")
        assert "retry-after" in tripped.headers


# -- idempotency


@pytest.fixture
async def counted(serve: Any) -> Any:
    calls: list[str] = []
    gate = asyncio.Event()
    gate.set()

    async def count(ctx: RequestContext, body: Thing) -> Reply[int]:
        """Count calls."""
        calls.append(body.name)
        await gate.wait()
        if body.name == "conflict":
            raise Conflict("taken")
        if body.name == "break":
            raise RuntimeError
        return Reply(len(calls), status=201, location="/x")

    async def stream(ctx: RequestContext) -> Stream:
        """No stored answer."""

        async def chunks() -> AsyncIterator[bytes]:
            yield b"x"

        return Stream(chunks())

    clock = Clock()
    world = await serve(
        Route.post("/count", count, auth=WRITE),
        Route.post("/stream", stream, auth=WRITE),
        Route.post("/never", count, auth=WRITE, idempotent=False),
        Route.get("/read", read, auth=READ),
        clock=clock,
    )
    world.calls, world.gate, world.clock = calls, gate, clock
    return world


async def post(world: Any, name: str = "a", key: str = "k", path: str = "/count", by: str | None = "") -> httpx.Response:
    async with world.client(by, **{"idempotency-key": key}) as client:
        answer: httpx.Response = await client.post(ROOT + path, json={"name": name})
        return answer


async def test_a_write_has_its_effect_once(counted: Any) -> None:
    first, again, quoted = await post(counted), await post(counted), await post(counted, key='"k"')
    assert [a.json() for a in (first, again, quoted)] == [1, 1, 1]
    assert counted.calls == ["a"]
    assert "idempotent-replayed" not in first.headers
    assert (again.status_code, again.headers["idempotent-replayed"], again.headers["location"]) == (201, "true", "/x")
    assert again.headers["omni-request-id"] != first.headers["omni-request-id"]
    assert (await post(counted, key="other")).json() == 2


async def test_stored_answers_are_encrypted(counted: Any) -> None:
    await post(counted)
    row = await IdempotencyRecord.all().get()
    assert row.answer
    assert "/x" not in row.answer


async def test_keys_belong_to_a_caller_and_a_request(counted: Any) -> None:
    await post(counted)
    reused = await post(counted, name="b")
    assert (reused.status_code, reused.json()["type"]) == (422, "/problems/idempotency-key-reused")
    second = await counted.make_key(counted.on.id, ("probe.thing.write",))
    assert (await post(counted, by=second)).json() == 2


async def test_problems_are_stored_and_failures_are_not(counted: Any) -> None:
    assert [(await post(counted, "conflict")).status_code for _ in range(2)] == [409, 409]
    assert counted.calls == ["conflict"]
    assert [(await post(counted, "break", key="f")).status_code for _ in range(2)] == [500, 500]
    assert counted.calls == ["conflict", "break", "break"]


async def test_a_race_is_answered_409(counted: Any) -> None:
    counted.gate.clear()
    first = asyncio.ensure_future(post(counted))
    await until(lambda: counted.calls)
    second = await post(counted)
    assert (second.status_code, second.json()["type"]) == (409, "/problems/request-in-flight")
    assert second.headers["retry-after"] == "1"
    counted.gate.set()
    assert (await first).status_code == 201
    assert counted.calls == ["a"]


async def test_many_at_once_run_one(counted: Any) -> None:
    answers = await asyncio.gather(*(post(counted) for _ in range(20)))
    assert counted.calls == ["a"]
    assert {a.status_code for a in answers} <= {201, 409}


async def test_a_lease_left_by_a_crash_runs_out(counted: Any) -> None:
    await post(counted)
    await IdempotencyRecord.all().update(answer=None)
    assert (await post(counted)).status_code == 409
    counted.clock.advance(timedelta(seconds=60))
    assert (await post(counted)).json() == 2
    assert (await post(counted)).headers["idempotent-replayed"] == "true"


async def test_records_last_a_day(counted: Any) -> None:
    await post(counted)
    counted.clock.advance(timedelta(hours=25))
    assert (await post(counted, name="b")).json() == 2
    counted.clock.advance(timedelta(hours=25))
    assert await counted.app.shared.idempotency.purge() == 1


@pytest.mark.parametrize(("path", "key"), [("/never", "k"), ("/stream", "k"), ("/count", "a b"), ("/count", "x" * 256)])
async def test_refused_keys(counted: Any, path: str, key: str) -> None:
    answer = await post(counted, key=key, path=path)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/idempotency-key-refused")


async def test_reads_ignore_the_key(counted: Any) -> None:
    async with counted.client(**{"idempotency-key": "k"}) as client:
        assert (await client.get(f"{ROOT}/read")).status_code == 200


# -- deprecation, CORS, headers


async def test_deprecation_and_sunset(serve: Any) -> None:
    clock = Clock()
    clock.set(datetime(2026, 6, 30, tzinfo=UTC))
    old = Deprecation(since=date(2026, 1, 1), sunset=date(2026, 7, 1), successor="/api/v2/read")
    world = await serve(Route.get("/read", read, auth=READ, deprecated=old), clock=clock)
    async with world.client() as client:
        answer = await client.get(f"{ROOT}/read")
        assert (answer.status_code, answer.headers["deprecation"]) == (200, "@1767225600")
        clock.advance(timedelta(days=1))
        gone = await client.get(f"{ROOT}/read")
        assert (gone.status_code, gone.json()["type"], gone.json()["successor"]) == (410, "/problems/sunset", "/api/v2/read")
        assert 'rel="successor-version"' in gone.headers["link"]


async def test_cors(serve: Any) -> None:
    world = await serve(
        Route.get("/read", read, auth=READ, origins=("https://a.example",)),
        Route.post("/open", make, auth=WRITE, origins=("*",)),
        Route.get("/closed", read, auth=READ),
    )
    ask = {"access-control-request-method": "GET", "origin": "https://a.example"}
    async with world.client() as client:
        allowed = await client.options(f"{ROOT}/read", headers=ask)
        assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (204, "https://a.example")
        assert "Idempotency-Key" in allowed.headers["access-control-allow-headers"]
        refused = await client.options(f"{ROOT}/read", headers=ask | {"origin": "https://b.example"})
        assert "access-control-allow-origin" not in refused.headers
        assert "access-control-allow-origin" not in (await client.options(f"{ROOT}/closed", headers=ask)).headers
        answer = await client.get(f"{ROOT}/read", headers={"origin": "https://a.example"})
        assert answer.headers["access-control-allow-credentials"] == "true"
        problem = await client.post(f"{ROOT}/open", headers={"origin": "https://b.example"}, json={})
        assert (problem.status_code, problem.headers["access-control-allow-origin"]) == (422, "*")


async def test_origins_of_the_installation(serve: Any) -> None:
    world = await serve(Route.get("/read", read, auth=READ), server={"origins": ["https://a.example"]})
    async with world.client(origin="https://a.example") as client:
        for path in (f"{ROOT}/read", "/nothing"):
            assert (await client.get(path)).headers["access-control-allow-origin"] == "https://a.example"


async def test_security_headers(serve: Any) -> None:
    world = await serve(Route.get("/read", read, auth=READ), public_url="https://omni.example")
    async with world.client() as client:
        headers = (await client.get(f"{ROOT}/read")).headers
    assert headers["strict-transport-security"].startswith("max-age")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'")


# -- what is told


async def test_metrics_log_and_event(serve: Any, capfd: pytest.CaptureFixture[str]) -> None:
    heard: list[HttpRequestFinished] = []

    async def hear(ctx: EventContext, event: Event[HttpRequestFinished]) -> None:
        heard.append(event.data)

    world = await serve(Route.get("/read/{x}", echo, auth=READ), on=[On("http.request.finished", hear, durable=False)])
    async with world.client() as client:
        await client.get(f"{ROOT}/read/a?token=secret")
    name = f"GET {ROOT}/read/{{x}}"
    await until(lambda: heard)
    assert (heard[0].route, heard[0].status, heard[0].plugin) == (name, 200, "probe")
    counted = {tuple(s.labels.items()): s.value for f in world.kernel.metrics.local() for s in f.samples}
    assert counted[("plugin", "probe"), ("route", name), ("status", "200")] == 1
    line = json.loads([text for text in capfd.readouterr().out.splitlines() if name in text][-1])
    assert (line["status"], line["tenant"], line["plugin"], line["ip"]) == (200, "acme", "probe", "192.0.2.7")
    assert "secret" not in json.dumps(line)


async def echo(ctx: RequestContext, x: str) -> str:
    """Echo."""
    return x


async def test_health(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from omni_kernel.http import health

    monkeypatch.setattr(health, "CACHE_SECONDS", 0.0)
    monkeypatch.setattr(health, "CHECK_SECONDS", 0.05)
    how: dict[str, Any] = {"answer": Health(ok=True), "hang": False}

    async def check(ctx: Any) -> Health:
        if how["hang"]:
            await asyncio.Event().wait()
        if isinstance(how["answer"], Exception):
            raise how["answer"]
        found: Health = how["answer"]
        return found

    async def minor(ctx: Any) -> Health:
        return Health(ok=True)

    world = await serve(plugins=[Guard(health=[HealthCheck("main", check, critical=True), HealthCheck("minor", minor)])])
    async with world.client(None) as client:
        assert (await client.get("/healthz")).json() == {"status": "ok"}
        ready = await client.get("/readyz")
        found = {(c["plugin"], c["name"]): c["ok"] for c in ready.json()["checks"]}
        assert (ready.status_code, found["omni", "database"], found["guard", "main"]) == (200, True, True)
        assert ready.json()["plugins"] == {"loaded": 2}
        how["answer"] = Health(ok=False, detail="disk full")
        bad = await client.get("/readyz")
        assert (bad.status_code, bad.json()["status"]) == (503, "unavailable")
        how["answer"] = RuntimeError("secret")
        assert "secret" not in (await client.get("/readyz")).text
        how["hang"] = True
        assert "no answer within" in (await client.get("/readyz")).text
        world.app.end_streams()
        stopping = await client.get("/readyz")
        assert (stopping.status_code, stopping.headers["connection"]) == (503, "close")


async def test_docs(serve: Any) -> None:
    world = await serve(Route.get("/read", read, auth=READ))
    async with world.client(None) as client:
        page = await client.get("/docs")
        assert page.status_code == 200
        assert "script-src 'self'" in page.headers["content-security-policy"]
        assert "<script>" not in page.text
        for path in ("swagger-ui-bundle.js", "swagger-ui.css", "init.js", "init.css", "favicon-32x32.png"):
            assert (await client.get(f"/docs/{path}")).status_code == 200
        shown = (await client.get("/docs/openapi.json")).json()
        assert f"{ROOT}/read" not in shown["paths"]
        assert "/api/v1/openapi.json" in shown["paths"]
        assert (await client.get("/docs/../omni.toml")).status_code == 404


async def test_stream(serve: Any) -> None:
    world = await serve()
    async with world.client() as client:
        waiting = asyncio.ensure_future(client.get("/api/v1/stream"))
        await until(lambda: world.kernel.stream._listeners)
        world.kernel.stream.publish(world.on.id, "thing", {"n": 1})
        world.kernel.stream.publish(world.off.id, "thing", {"n": 2})
        for _ in range(20):
            await asyncio.sleep(0)
        world.app.end_streams()
        answer = await waiting
    assert answer.text == ': still here\n\ndata: {"topic":"thing","data":{"n":1}}\n\n'


# -- bad input


async def fuzzed(ctx: RequestContext, x: str, body: Thing, n: int = 0, d: date | None = None) -> Thing:
    """Take anything."""
    return body


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)
BODIES = (
    st.binary(max_size=60)
    | JSONS.map(lambda v: json.dumps(v).encode())
    | st.fixed_dictionaries({"name": st.text(st.characters(), max_size=20) | JSONS}, optional={"more": JSONS, "odd": JSONS}).map(
        lambda v: json.dumps(v).encode()
    )
)
KINDS = st.sampled_from(["application/json", "text/plain", "application/x+json", "", "multipart/form-data", "ä"])


async def test_no_input_is_a_500(serve: Any) -> None:
    world = await serve(Route.post("/f/{x}", fuzzed, auth=WRITE))
    calls: list[tuple[bytes, bytes, bytes, str]] = []

    @settings(max_examples=300, deadline=None, suppress_health_check=list(Slow), database=None)
    @given(st.binary(max_size=12), st.binary(max_size=20), BODIES, KINDS)
    def gather(path: bytes, query: bytes, body: bytes, kind: str) -> None:
        calls.append((path, query, body, kind))

    gather()
    for path, query, body, kind in calls:
        status = await raw(world, path, query, body, kind)
        assert status < 500, (path, query, body, kind, status)


async def raw(world: Any, path: bytes, query: bytes, body: bytes, kind: str) -> int:
    """A request as no client library would send it."""
    full = f"{ROOT}/f/".encode() + path
    headers = [(b"authorization", f"Bearer {world.key}".encode()), (b"content-type", kind.encode())]
    scope = {
        "type": "http", "method": "POST", "path": full.decode("latin-1"), "raw_path": full, "query_string": query,
        "headers": headers, "client": ("192.0.2.7", 1),
    }  # fmt: skip
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await world.app(scope, receive, send)
    return int(sent[0]["status"])


async def test_lifespan(serve: Any) -> None:
    world = await serve()
    messages, sent = asyncio.Queue[dict[str, Any]](), list[str]()

    async def send(message: dict[str, Any]) -> None:
        sent.append(message["type"])

    await messages.put({"type": "lifespan.startup"})
    running = asyncio.ensure_future(world.app({"type": "lifespan"}, messages.get, send))
    await until(lambda: sent)
    await messages.put({"type": "lifespan.shutdown"})
    await running
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert world.app.shared.lives.ended


async def test_a_client_that_leaves_while_sending_is_not_answered(serve: Any) -> None:
    world = await serve(Route.post("/f/{x}", fuzzed, auth=WRITE))
    sent: list[dict[str, Any]] = []
    headers = [(b"authorization", f"Bearer {world.key}".encode()), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": f"{ROOT}/f/a", "query_string": b"", "headers": headers}

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await world.app(scope, receive, send)
    assert sent == []
    assert not world.kernel.breaker._failures


async def test_websockets_are_closed(serve: Any) -> None:
    world = await serve()
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await world.app({"type": "websocket"}, receive, send)
    assert sent == [{"type": "websocket.close", "code": 1000}]
