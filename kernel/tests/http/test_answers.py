"""Each kind of answer, and streams through a real server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from omni_http_probe import READ, WRITE
from pydantic import BaseModel, Field, JsonValue

from omni_kernel.http import live
from omni_kernel.http.answers import answer_of
from omni_sdk import (
    File,
    Html,
    Items,
    Live,
    Redirect,
    Reply,
    RequestContext,
    Response,
    Route,
    Stream,
    Text,
)  # fmt: skip
from omni_sdk._scope import CURRENT
from omni_sdk.errors import ContractBroken

ROOT = "/api/v1/x/probe"


class Small(BaseModel):
    id: int
    shown: str = Field("s", serialization_alias="shownAs")


class Big(Small):
    secret: str = "hidden"


async def model(ctx: RequestContext) -> Small:
    """A subclass, of which only the declared fields are shown."""
    return Big(id=1)


async def models(ctx: RequestContext) -> list[Small]:
    """Several."""
    return [Small(id=1), Big(id=2)]


async def nothing(ctx: RequestContext) -> None:
    """None."""


async def items(ctx: RequestContext) -> Items[Small]:
    """A page."""
    return Items(items=[Small(id=1)], next="c")


async def reply(ctx: RequestContext) -> Reply[Small]:
    """With a status."""
    return Reply(Small(id=1), status=202, headers={"X-A": "b"}, location="/ä")


async def either(ctx: RequestContext, go: bool = False) -> Small | Redirect | None:
    """One of three."""
    return Redirect("https://example.com/?a=b c") if go else None


async def html(ctx: RequestContext) -> Html:
    """A page."""
    return Html("<p>ä</p>")


async def text(ctx: RequestContext) -> Text:
    """Text."""
    return Text("a", "text/csv")


async def anything(ctx: RequestContext) -> object:
    """Whatever."""
    return {"a": Small(id=1)}


async def file(ctx: RequestContext, name: str, inline: bool = False) -> File:
    """A blob."""
    return File(name, filename="rép.png" if inline else None, inline=inline)


async def put_picture(ctx: RequestContext) -> None:
    """Make another."""
    await ctx.blobs.write("a/b.png", b"\x89PNG", media_type="image/png")


async def put_file(ctx: RequestContext) -> None:
    """Make a blob."""
    await ctx.blobs.write("a/b.html", b"<script>", media_type="text/html")


SEEN: list[Any] = []


async def stream(ctx: RequestContext) -> Stream:
    """In the context until it ends."""

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(3):
            SEEN.append(CURRENT.get().tenant_id)
            await asyncio.sleep(0)
            yield b"x"

    return Stream(chunks(), "text/csv", filename="a.csv")


async def broken(ctx: RequestContext) -> Stream:
    """Fails half-way."""

    async def chunks() -> AsyncIterator[bytes]:
        yield b"x"
        raise RuntimeError

    return Stream(chunks())


async def ticks(ctx: RequestContext) -> Live:
    """Events."""

    async def events() -> AsyncIterator[JsonValue]:
        SEEN.append(CURRENT.get().tenant_id)
        yield {"n": 1}
        yield "zwei\n"

    return Live(events())


async def smuggle(ctx: RequestContext) -> Reply[str]:
    """A header with a line break."""
    return Reply("a", headers={"X-A": "b\r\nSet-Cookie: c=d"})


async def unserialisable(ctx: RequestContext) -> object:
    """No JSON."""
    return object()


@pytest.fixture
async def world(serve: Any) -> Any:
    SEEN.clear()
    getters = [model, models, nothing, items, reply, either, html, text, anything, stream, broken, ticks, smuggle, unserialisable]
    routes = [Route.get(f"/{g.__name__}", g, auth=READ) for g in getters]
    routes += [Route.get("/file/{name}", file, auth=READ), Route.post("/file", put_file, auth=WRITE)]
    routes += [Route.post("/picture", put_picture, auth=WRITE)]
    return await serve(*routes)


@pytest.fixture
async def client(world: Any) -> AsyncIterator[Any]:
    async with world.client() as made:
        made.base_url = f"http://testserver{ROOT}"
        yield made


async def test_json_answers(client: Any) -> None:
    assert (await client.get("/model")).json() == {"id": 1, "shownAs": "s"}
    assert (await client.get("/models")).json() == [{"id": 1, "shownAs": "s"}, {"id": 2, "shownAs": "s"}]
    assert (await client.get("/items")).json() == {"items": [{"id": 1, "shownAs": "s"}], "next": "c"}
    assert (await client.get("/anything")).json() == {"a": {"id": 1, "shownAs": "s"}}


async def test_no_content(client: Any) -> None:
    answer = await client.get("/nothing")
    assert (answer.status_code, answer.content) == (204, b"")
    assert "content-length" not in answer.headers


async def test_reply_and_redirect(client: Any) -> None:
    answer = await client.get("/reply")
    assert (answer.status_code, answer.headers["x-a"], answer.headers["location"]) == (202, "b", "/%C3%A4")
    moved = await client.get("/either?go=true")
    assert (moved.status_code, moved.headers["location"]) == (303, "https://example.com/?a=b%20c")
    assert (await client.get("/either")).status_code == 204


async def test_pages_and_text(client: Any) -> None:
    page = await client.get("/html")
    assert page.text == "<p>ä</p>"
    assert "script-src" not in page.headers["content-security-policy"]
    assert (await client.get("/text")).headers["content-type"] == "text/csv"


async def test_files_are_sandboxed(client: Any) -> None:
    assert (await client.get("/file/none")).status_code == 404
    await client.post("/file")
    answer = await client.get("/file/a%2Fb.html?inline=true")
    assert answer.content == b"<script>"
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''r%C3%A9p.png"
    await client.post("/picture")
    shown = await client.get("/file/a%2Fb.png?inline=true")
    assert shown.headers["content-disposition"] == "inline; filename*=UTF-8''r%C3%A9p.png"
    assert (await client.get("/file/a%2Fb.png")).headers["content-disposition"].startswith("attachment")


async def test_streams_keep_their_context(client: Any, world: Any) -> None:
    answer = await client.get("/stream")
    assert (answer.content, answer.headers["content-disposition"]) == (b"xxx", "attachment; filename*=UTF-8''a.csv")
    assert [world.on.id] * 3 == SEEN


async def test_a_stream_that_breaks_is_cut_and_counted(client: Any, world: Any) -> None:
    with pytest.raises(RuntimeError):
        await client.get("/broken")
    assert world.kernel.breaker._failures == {("probe", world.on.id): 1}


async def test_server_sent_events(client: Any, world: Any) -> None:
    answer = await client.get("/ticks")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text == ': still here\n\ndata: {"n":1}\n\ndata: "zwei\\n"\n\n'
    assert [world.on.id] == SEEN


async def test_head_has_the_headers_and_no_body(client: Any) -> None:
    for path in ("/model", "/stream", "/ticks"):
        answer = await client.head(path)
        assert (answer.status_code, answer.content) == (200, b"")
    assert (await client.head("/model")).headers["content-length"] == "22"


async def test_bad_answers_are_the_plugins_fault(client: Any) -> None:
    for path in ("/smuggle", "/unserialisable"):
        answer = await client.get(path)
        assert answer.status_code == 500
        assert answer.json()["type"] == "/problems/internal-error"
        assert "set-cookie" not in answer.headers


async def test_heartbeats_and_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.0)
    lives, never = live.Lives(), asyncio.Event()

    async def quiet() -> AsyncIterator[JsonValue]:
        await never.wait()
        yield None

    frames = lives.frames(quiet())
    assert [await anext(frames) for _ in range(3)] == [live.HEARTBEAT] * 3
    lives.end()
    assert [f async for f in frames if f != live.HEARTBEAT] == []
    assert [f async for f in lives.frames(quiet())] == [live.HEARTBEAT]


async def test_a_client_that_leaves_ends_the_stream(world: Any) -> None:
    left, closed = asyncio.Event(), asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"x"
                left.set()
                await asyncio.sleep(0)
        finally:
            closed.set()

    class Request:
        method, id, call, reading, bytes_out = "GET", "id", None, False, 0

        async def receive(self) -> dict[str, Any]:
            await left.wait()
            return {"type": "http.disconnect"}

    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    status = await world.app._send(Request(), Response(200, {}, endless()), send)
    assert status == 499
    assert closed.is_set()
    assert all(m.get("more_body", True) for m in sent)


@pytest.mark.parametrize("annotation", [bytes, AsyncIterator[bytes]])
def test_raw_bytes_are_refused(annotation: Any) -> None:
    with pytest.raises(ContractBroken, match="wrap them in Stream"):
        answer_of(annotation, None, "here")
