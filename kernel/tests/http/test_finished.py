"""`http.request.finished`: what is told of a request after it was answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Any
from uuid import UUID

from omni_http_probe import READ, WRITE
from pydantic import BaseModel, JsonValue

from omni_sdk import (
    Authenticator,
    BodyStream,
    Deprecation,
    EdgeContext,
    Event,
    EventContext,
    Live,
    On,
    Principal,
    Public,
    RequestContext,
    Route,
    Stream,
)
from omni_sdk.errors import Conflict
from omni_sdk.events import HttpRequestFinished
from omni_sdk.testing.app import SYSTEM

ROOT = "/api/v1/x/probe"


class Thing(BaseModel):
    name: str


async def until(condition: Callable[[], object]) -> None:
    """Let others run until it holds."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110  (whatever it is about has no event)
            await asyncio.sleep(0)


async def read(ctx: RequestContext) -> str:
    """Read."""
    return "read"


async def make(ctx: RequestContext, body: Thing) -> Thing:
    """Make."""
    return body


async def pour(ctx: RequestContext, body: BodyStream) -> Stream:
    """Say all of it twice."""
    kept = [chunk async for chunk in body]

    async def twice() -> AsyncIterator[bytes]:
        for chunk in [*kept, *kept]:
            yield chunk

    return Stream(twice())


async def listen(ctx: RequestContext) -> Live:
    """Say something, and be silent."""

    async def said() -> AsyncIterator[JsonValue]:
        yield {"hello": 1}

    return Live(said())


Heard = list[Event[HttpRequestFinished]]


def hears(heard: Heard) -> On:
    """A handler that keeps what it is told of requests."""

    async def hear(ctx: EventContext, event: Event[HttpRequestFinished]) -> None:
        heard.append(event)

    return On("http.request.finished", hear, durable=False)


async def test_sizes_time_and_caller_of_a_request(serve: Any) -> None:
    """Bodies are counted as far as they went, streams at their end; the envelope says who called."""
    heard: Heard = []
    routes = [Route.post("/open", make, auth=READ), Route.post("/pour", pour, auth=READ), Route.get("/read", read, auth=READ),
              Route.get("/listen", listen, auth=READ)]  # fmt: skip
    world = await serve(*routes, on=[hears(heard)])
    before = world.kernel.clock.now()
    key = await world.kernel.keys.verify(world.key)
    async with world.client() as client:
        answers = [
            await client.post(f"{ROOT}/open", content=b'{"name": "tea"}'),
            await client.post(f"{ROOT}/pour", content=b"x" * 1000),
            await client.request("HEAD", f"{ROOT}/read"),
            await client.get(f"{ROOT}/listen"),
        ]
        await until(lambda: len(heard) == 4)
    sizes = [(event.data.bytes_in, event.data.bytes_out) for event in heard]
    assert sizes == [(15, len(answers[0].content)), (1000, 2000), (0, 0), (0, len(answers[3].content))]
    assert [event.data.live for event in heard] == [False, False, False, True]
    assert {event.actor for event in heard} == {f"key:{key.actor.id}"}
    assert all(before <= event.data.received <= event.time for event in heard if event.data.received)


async def test_what_was_refused_is_told_where_the_tenant_is_known(serve: Any) -> None:
    """Without a permission, before identification, and where nothing is; a stranger's wrong path is nobody's event."""
    heard: Heard = []
    gone = Deprecation(since=date(2020, 1, 1), sunset=date(2021, 1, 1))
    routes = [Route.get("/admin", read, auth=WRITE), Route.get("/gone", read, auth=READ, deprecated=gone)]
    world = await serve(*routes, on=[hears(heard)])
    await world.kernel.epoch.check()  # what was made is no news any more, so who calls is remembered
    key = await world.kernel.keys.verify(world.weak)
    async with world.client(None) as nobody, world.client(world.weak) as client:
        statuses = [
            (await caller.get(path)).status_code
            for caller in (nobody, client)
            for path in (f"{ROOT}/admin", f"{ROOT}/gone", f"{ROOT}/none")
        ]
        await until(lambda: len(heard) == 3)
        wrong = await client.get(f"{ROOT}/none", headers={"omni-tenant": "globex"})
    assert (statuses, wrong.status_code) == ([401, 410, 404, 403, 410, 404], 404)
    assert [(event.data.route, event.data.status, event.data.plugin) for event in heard] == [
        (f"GET {ROOT}/admin", 403, "probe"),
        (f"GET {ROOT}/gone", 410, "probe"),
        ("-", 404, "omni"),
    ]
    assert {(event.actor, event.tenant_id) for event in heard} == {(f"key:{key.actor.id}", world.on.id)}


async def till(ctx: EdgeContext) -> Principal | None:
    """A credential of the plugin's own: `X-Till: <subject>@<tenant's id>`."""
    subject, _, tenant_id = ctx.request.headers.get("x-till", "").partition("@")
    return Principal(UUID(tenant_id), subject) if tenant_id else None


async def fail(ctx: EdgeContext) -> str:
    """Refuse."""
    raise Conflict("not now")


async def test_callers_of_other_doors(serve: Any) -> None:
    """A plugin's authenticator names its own subject; at a public route nobody is known, whatever key is sent along."""
    heard: Heard = []
    routes = [
        Route.get("/till", read, auth=Authenticator("till", till)),
        Route.get("/open", fail, auth=Public("anybody may be refused")),
    ]
    world = await serve(*routes, on=[hears(heard)])
    await world.kernel.epoch.check()
    await world.kernel.keys.verify(world.key)
    async with world.client() as client:
        await client.get(f"{ROOT}/till", headers={"x-till": f"till-7@{world.on.id}"})
        await until(lambda: len(heard) == 1)
        await client.get(f"{ROOT}/open")
        await client.get(f"{ROOT}/none")
        await until(lambda: len(heard) == 2)
    own, wrong = heard
    assert (own.actor, own.data.status) == ("key:till-7", 200)
    assert (wrong.data.route, wrong.data.status) == ("-", 404)


async def test_a_session_is_known_at_a_wrong_path(serve: Any) -> None:
    """Of the tenant that it named and was let into; not from another site, which could make anybody's browser ask."""
    heard: Heard = []
    world = await serve(Route.get("/read", read, auth=READ), on=[hears(heard)])
    account = await world.kernel.accounts.create(SYSTEM, "ann@example.com", verified=True)
    await world.kernel.members.add(SYSTEM, world.on.id, "ann@example.com", roles=["member"])
    made = {"methods": ["pwd"], "tenant_id": None, "ip": "192.0.2.7", "device": "test"}
    _, token = await world.kernel.sessions.create(account, kind="browser", **made)
    async with world.client(None, **{"omni-tenant": "acme"}) as browser:
        browser.cookies.set(world.kernel.cookies.session_name, token)
        same = {"origin": "http://127.0.0.1:8000"}
        await world.kernel.epoch.check()  # what was made is no news any more, so who calls is remembered
        assert (await browser.get(f"{ROOT}/read", headers=same)).status_code == 200
        await browser.get(f"{ROOT}/none", headers=same)
        await until(lambda: len(heard) == 2)
        await browser.post(f"{ROOT}/none", headers={"origin": "https://evil.example"})
        await browser.get(f"{ROOT}/read", headers=same)
        await until(lambda: len(heard) == 3)
    assert [(event.actor, event.data.status) for event in heard] == [(f"account:{account.id}", s) for s in (200, 404, 200)]
