"""A stranger's plugin with a route of every kind of auth, parameter, body and answer; installed as `acme-kinds`."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, JsonValue

from omni_sdk import (
    Authenticator,
    BodyStream,
    Context,
    Cookie,
    Deprecation,
    EdgeContext,
    File,
    Form,
    Header,
    Html,
    Limits,
    Live,
    Middleware,
    Next,
    Parts,
    Permission,
    Plugin,
    Principal,
    Public,
    Query,
    Redirect,
    Reply,
    RequestContext,
    Response,
    Route,
    SignedIn,
    SignedLink,
    Stream,
    Text,
    hookimpl,
)
from omni_sdk.errors import Conflict, Unauthenticated

USE = Permission("kind.use", roles=("member",))
Ctx = RequestContext


class Pair(BaseModel):
    """A body, and an answer."""

    left: int
    right: str = ""


class Full(Conflict):
    """A problem of the plugin's own."""

    type = "full"
    title = "It is full"


# -- auth


async def signed_in(ctx: Ctx) -> str:
    """Anybody with a key."""
    return f"{ctx.tenant.slug} {ctx.actor.kind}"


async def public(ctx: Ctx, word: str = "") -> str:
    """Nobody need be known; the path names the tenant."""
    return f"{ctx.tenant.slug} {ctx.actor.kind} {word}"


async def edge(ctx: EdgeContext) -> str:
    """Without a tenant."""
    return ctx.request.method


async def make_link(ctx: Ctx) -> str:
    """A link that carries its parameters."""
    return ctx.urls.signed(LINKED, expires=timedelta(minutes=5), number=7, extra="x")


async def linked(ctx: Ctx, number: int, extra: str) -> str:
    """What the link carries."""
    return f"{ctx.tenant.slug} {number} {extra}"


async def known(ctx: EdgeContext) -> Principal | None:
    """`Device <tenant id>` is a device of that tenant; anything else with `Device` is bad."""
    scheme, _, rest = ctx.request.headers.get("authorization", "").partition(" ")
    if scheme != "Device":
        return None
    if rest.count("-") != 4:
        raise Unauthenticated("no such device")
    from uuid import UUID

    return Principal(UUID(rest), "device-1", (USE,))


async def device(ctx: Ctx) -> str:
    """Who the authenticator says it is."""
    return f"{ctx.tenant.slug} {ctx.actor.id} {ctx.actor.may(USE)}"


DEVICE = Authenticator("device", known, openapi="apiKey-header:Authorization")
LINKED = Route.get("/linked/{number}", linked, auth=SignedLink())

# -- parameters and bodies


async def scalars(
    ctx: Ctx,
    number: int,
    word: str,
    many: list[int] = [],  # noqa: B006  (never changed)
    day: date | None = None,
    agent: Annotated[str, Header("X-Agent")] = "",
    theme: Annotated[str, Cookie("theme")] = "light",
) -> dict[str, JsonValue]:
    """Path, query, header and cookie."""
    return {"number": number, "word": word, "many": [*many], "day": str(day), "agent": agent, "theme": theme}


async def spread(ctx: Ctx, filters: Annotated[Pair, Query()]) -> Pair:
    """A model over the query string."""
    return filters


async def json_body(ctx: Ctx, body: Pair) -> Pair:
    """A model."""
    return body


async def json_list(ctx: Ctx, body: list[Pair]) -> list[Pair]:
    """A list of models."""
    return body


async def json_dict(ctx: Ctx, body: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Whatever object."""
    return body


async def form_body(ctx: Ctx, body: Annotated[Pair, Form()]) -> Pair:
    """A urlencoded form."""
    return body


async def raw_body(ctx: Ctx, body: bytes) -> int:
    """Bytes."""
    return len(body)


async def streamed_body(ctx: Ctx, body: BodyStream) -> int:
    """Bytes as they arrive."""
    return sum([len(chunk) async for chunk in body])


async def parts_body(ctx: Ctx, body: Parts) -> dict[str, JsonValue]:
    """A multipart body."""
    return {part.name: b"".join([c async for c in part.chunks()]).decode() async for part in body}


# -- answers


async def nothing(ctx: Ctx) -> None:
    """No content."""


async def reply(ctx: Ctx) -> Reply[Pair]:
    """A status and headers of its own."""
    return Reply(Pair(left=1), status=201, headers={"X-Kind": "reply"}, location="/there")


async def redirect(ctx: Ctx) -> Redirect:
    """Elsewhere."""
    return Redirect("/there")


async def html(ctx: Ctx) -> Html:
    """A page."""
    return Html("<p>hello</p>")


async def text(ctx: Ctx) -> Text:
    """Text."""
    return Text("hello")


async def save(ctx: Ctx, name: str, body: bytes) -> None:
    """Keep a file."""
    await ctx.blobs.write(name, body, media_type="text/csv")


async def file(ctx: Ctx, name: str) -> File:
    """That file."""
    return File(name, filename="Größe.csv")


async def stream(ctx: Ctx) -> Stream:
    """As it is made."""

    async def chunks() -> AsyncIterator[bytes]:
        for number in range(3):
            yield f"{ctx.tenant.slug} {number}\n".encode()

    return Stream(chunks(), "text/csv", "rows.csv")


async def live(ctx: Ctx) -> Live:
    """Server-sent events, until the iterator ends."""

    async def events() -> AsyncIterator[JsonValue]:
        yield {"n": 1}
        yield "two"

    return Live(events())


async def either(ctx: Ctx, there: bool) -> Pair | None:
    """One or nothing."""
    return Pair(left=1) if there else None


async def full(ctx: Ctx) -> None:
    """A problem of its own."""
    raise Full("no room left", room=0)


async def broken(ctx: Ctx) -> None:
    """A mistake in the plugin."""
    raise RuntimeError("secret of the inside")


async def slow(ctx: Ctx) -> None:
    """Longer than it may take."""
    import asyncio

    await asyncio.Event().wait()


async def around(ctx: Context[Any], call_next: Next) -> Response:
    """Middleware, which sees what the handler made."""
    answer = await call_next()
    answer.headers["x-around"] = str(answer.status)
    return answer


ROUTES = (
    Route.get("/signed-in", signed_in, auth=SignedIn()),
    Route.get("/fresh", signed_in, auth=SignedIn(fresh=5)),
    Route.get("/public/{tenant}", public, auth=Public("a test")),
    Route.get("/edge", edge, auth=Public("a test")),
    Route.get("/link", make_link, auth=USE),
    LINKED,
    Route.get("/device", device, auth=DEVICE),
    Route.get("/scalars/{number}", scalars, auth=USE),
    Route.get("/spread", spread, auth=USE),
    Route.post("/json", json_body, auth=USE),
    Route.post("/list", json_list, auth=USE),
    Route.post("/dict", json_dict, auth=USE),
    Route.post("/form", form_body, auth=USE),
    Route.put("/raw", raw_body, auth=USE, limits=Limits(body_bytes=10)),
    Route.put("/streamed", streamed_body, auth=USE, limits=Limits(body_bytes=100_000)),
    Route.post("/parts", parts_body, auth=USE),
    Route.delete("/nothing", nothing, auth=USE),
    Route.post("/reply", reply, auth=USE, status=201),
    Route.get("/redirect", redirect, auth=USE),
    Route.get("/html", html, auth=USE),
    Route.get("/text", text, auth=USE),
    Route.put("/files/{name}", save, auth=USE),
    Route.get("/files/{name}", file, auth=USE),
    Route.get("/stream", stream, auth=USE),
    Route.get("/live", live, auth=USE),
    Route.get("/either", either, auth=USE),
    Route.get("/full", full, auth=USE),
    Route.get("/broken", broken, auth=USE),
    Route.get("/slow", slow, auth=USE, limits=Limits(seconds=0.05)),
    Route.get("/old", text, auth=USE, deprecated=Deprecation(date(2020, 1, 1), date(2999, 1, 1), "/new")),
    Route.get("/gone", text, auth=USE, deprecated=Deprecation(date(2020, 1, 1), date(2021, 1, 1))),
    Route.get("/newer", text, auth=USE, version=2),
    Route.get("/.well-known/kinds", edge, auth=Public("a test"), mount="root"),
    Route.get("/shared", signed_in, auth=USE, origins=["https://app.example.com"]),
)


class Kinds(Plugin):
    """Every kind."""

    @hookimpl
    def omni_permissions(self) -> Sequence[Permission]:
        return [USE]

    @hookimpl
    def omni_routes(self) -> Sequence[Route]:
        return ROUTES

    @hookimpl
    def omni_authenticators(self) -> Sequence[Authenticator]:
        return [DEVICE]

    @hookimpl
    def omni_middleware(self) -> Sequence[Middleware]:
        return [Middleware.handler(around)]


plugin = Kinds()
