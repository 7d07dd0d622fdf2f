"""Each kind of parameter and body, and what is refused of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

import pytest
from omni_http_probe import READ, WRITE
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from omni_kernel.http.signature import Place, read
from omni_sdk import (
    BodyStream,
    Cookie,
    Cursor,
    Form,
    Header,
    Items,
    JobContext,
    Parts,
    Public,
    Query,
    RequestContext,
    Route,
)  # fmt: skip
from omni_sdk.errors import ContractBroken

ROOT = "/api/v1/x/probe"


NONE: list[int] = []


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Inner(BaseModel):
    n: int


class Thing(BaseModel):
    name: str = Field(max_length=10)
    inner: Inner | None = None
    weight: float = 0


class Open(BaseModel):
    model_config = ConfigDict(extra="allow")
    name: str


class Filters(BaseModel):
    since: date | None = None
    colours: list[Colour] = []
    named: str = Field("x", alias="name")


class Login(BaseModel):
    user: str
    roles: list[str] = []


async def scalars(
    ctx: RequestContext, uid: UUID, number: int, day: date | None = None, tags: Sequence[str] = (), colour: Colour = Colour.RED,
    flag: bool = False, at: datetime | None = None, price: Decimal | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Scalars."""
    return {"id": uid, "number": number, "day": day, "tags": tags, "colour": colour, "flag": flag, "at": at, "price": price}


async def text(ctx: RequestContext, name: str) -> dict[str, str]:
    """Text of the path."""
    return {"name": name}


async def spread(ctx: RequestContext, page: Cursor, filters: Annotated[Filters, Query()]) -> Items[str]:
    """A model over the query."""
    return Items(items=[str(page.limit), str(filters.since), *[c.value for c in filters.colours], filters.named])


async def marked(
    ctx: RequestContext, who: Annotated[str, Header("X-Who")], theme: Annotated[str, Cookie("theme")] = "light",
    several: Annotated[list[int], Header("X-Several")] = NONE,
) -> list[str]:  # fmt: skip
    """Headers and cookies."""
    return [who, theme, *map(str, several)]


async def login(ctx: RequestContext, form: Annotated[Login, Form()]) -> Login:
    """A form."""
    return form


async def thing(ctx: RequestContext, body: Thing) -> Thing:
    """A model."""
    return body


async def open_thing(ctx: RequestContext, body: Open) -> dict[str, JsonValue]:
    """A model with extra fields."""
    return body.model_dump()


async def mapping(ctx: RequestContext, body: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Any object."""
    return body


async def listing(ctx: RequestContext, body: list[Thing]) -> int:
    """A list of models."""
    return len(body)


async def maybe(ctx: RequestContext, body: Thing | None = None) -> bool:
    """An optional body."""
    return body is None


async def raw(ctx: RequestContext, body: bytes) -> int:
    """Bytes."""
    return len(body)


async def stream(ctx: RequestContext, body: BodyStream) -> int:
    """Bytes as they come."""
    return sum([len(chunk) async for chunk in body])


async def parts(ctx: RequestContext, body: Parts) -> list[str]:
    """Multipart."""
    return [f"{p.name}:{p.filename}:{len(b''.join([c async for c in p.chunks()]))}" async for p in body]


ROUTES = [
    Route.get("/scalars/{uid}/{number}", scalars, auth=READ),
    Route.get("/text/{name}", text, auth=READ),
    Route.get("/spread", spread, auth=READ),
    Route.get("/marked", marked, auth=READ),
    Route.post("/login", login, auth=WRITE),
    Route.post("/thing", thing, auth=WRITE),
    Route.post("/open", open_thing, auth=WRITE),
    Route.post("/mapping", mapping, auth=WRITE),
    Route.post("/listing", listing, auth=WRITE),
    Route.post("/maybe", maybe, auth=WRITE),
    Route.post("/raw", raw, auth=WRITE),
    Route.post("/stream", stream, auth=WRITE),
    Route.post("/parts", parts, auth=WRITE),
]
ID = "01997c3e-5a00-7000-8000-000000000001"


def fresh() -> list[Route]:
    return [Route(r.method, r.path, r.handler, r.auth, r.options) for r in ROUTES]


@pytest.fixture
async def client(serve: Any) -> AsyncIterator[Any]:
    world = await serve(*fresh())
    async with world.client() as made:
        made.base_url = f"http://testserver{ROOT}"
        yield made


async def test_scalars(client: Any) -> None:
    answer = await client.get(
        f"/scalars/{ID}/7?day=2026-01-31&tags=a&tags=b&colour=blue&flag=true&at=2026-01-31T10:00:00Z&price=1.50"
    )
    assert answer.json() == {
        "id": ID, "number": 7, "day": "2026-01-31", "tags": ["a", "b"], "colour": "blue", "flag": True,
        "at": "2026-01-31T10:00:00Z", "price": "1.50",
    }  # fmt: skip
    assert (await client.get(f"/scalars/{ID}/7")).json()["tags"] == []


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("day=x", "day"), ("colour=green", "colour"), ("flag=maybe", "flag"), ("colur=red", "colur")],
)
async def test_bad_queries_name_the_parameter(client: Any, query: str, parameter: str) -> None:
    answer = await client.get(f"/scalars/{ID}/7?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == parameter
    assert answer.json()["type"] == "/problems/invalid"


async def test_bad_path_parameter(client: Any) -> None:
    answer = await client.get("/scalars/nope/x")
    assert [e["parameter"] for e in answer.json()["errors"]] == ["uid", "number"]


async def test_path_text_is_decoded_once(client: Any) -> None:
    assert (await client.get("/text/a%2Fb%2520%C3%A4")).json() == {"name": "a/b%20ä"}
    assert (await client.get("/text/%00")).status_code == 400
    assert (await client.get("/text/%ff")).status_code == 400


async def test_spread(client: Any) -> None:
    answer = await client.get("/spread?limit=7&since=2026-01-31&colours=red&colours=blue&name=n")
    assert answer.json() == {"items": ["7", "2026-01-31", "red", "blue", "n"], "next": None}
    refused = await client.get("/spread?limit=0&since=x")
    assert {e["parameter"] for e in refused.json()["errors"]} == {"limit", "since"}


async def test_markers(client: Any) -> None:
    answer = await client.get("/marked", headers={"x-who": "ann", "cookie": "theme=dark; a=b", "x-several": "1, 2"})
    assert answer.json() == ["ann", "dark", "1", "2"]
    assert (await client.get("/marked")).json()["errors"] == [
        {"parameter": "x-who", "in": "header", "detail": "Field required", "type": "missing"}
    ]


async def test_form(client: Any) -> None:
    answer = await client.post("/login", data={"user": "ann", "roles": ["a", "b"]})
    assert answer.json() == {"user": "ann", "roles": ["a", "b"]}
    assert (await client.post("/login", data={"user": "a", "typo": "b"})).json()["errors"][0]["detail"] == "unknown field"
    assert (await client.post("/login", json={"user": "a"})).status_code == 415


JSON_CASES = [
    ("/thing", b'{"name":"a","inner":{"n":1}}', 200, None),
    ("/thing", b'{"name":"a","inner":{"n":"x"}}', 422, "#/inner/n"),
    ("/thing", b'{"name":"a","typo":1}', 422, "#/typo"),
    ("/thing", b'{"name":"a","inner":{"n":1,"typo":1}}', 422, "#/inner/typo"),
    ("/thing", b'{"name":"01234567890"}', 422, "#/name"),
    ("/thing", b"{", 400, None),
    ("/thing", b"", 400, None),
    ("/thing", b"\xff", 400, None),
    ("/thing", b'{"name":"\\ud800"}', 400, None),
    ("/thing", b'{"name":"\\u0000"}', 422, "#"),
    ("/thing", b'{"name":"\\\\u0000"}', 200, None),
    ("/thing", b'{"name":"a","weight":NaN}', 400, None),
    ("/thing", b'{"name":"a","weight":-Infinity}', 400, None),
    ("/thing", b'{"name":"NaN"}', 200, None),
    ("/thing", b"[" * 100_000, 400, None),
    ("/open", b'{"name":"a","more":1}', 200, None),
    ("/mapping", b'{"a":{"b":[1]}}', 200, None),
    ("/mapping", b"[]", 422, "#"),
    ("/listing", b'[{"name":"a"},{"name":1}]', 422, "#/1/name"),
    ("/listing", b'[{"name":"a"}]', 200, None),
    ("/maybe", b'{"name":"a"}', 200, None),
]


@pytest.mark.parametrize(("path", "body", "status", "pointer"), JSON_CASES)
async def test_json(client: Any, path: str, body: bytes, status: int, pointer: str | None) -> None:
    answer = await client.post(path, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status, answer.text
    if pointer is not None:
        assert answer.json()["errors"][0]["pointer"] == pointer
    if status == 400:
        assert answer.json()["type"] == "/problems/malformed-json"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 415),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/json; charset=utf-8"}, 200),
        ({"content-type": "application/merge-patch+json"}, 200),
        ({"content-type": "APPLICATION/JSON"}, 200),
        ({"content-type": "application/json", "content-encoding": "gzip"}, 415),
    ],
)
async def test_content_types(client: Any, headers: dict[str, str], status: int) -> None:
    assert (await client.post("/thing", content=b'{"name":"a"}', headers=headers)).status_code == status


async def test_optional_body(client: Any) -> None:
    assert (await client.post("/maybe")).json() is True


async def test_raw_bodies(client: Any) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"abc"
        yield b"de"

    assert (await client.post("/raw", content=b"abc")).json() == 3
    assert (await client.post("/stream", content=chunks())).json() == 5
    answer = await client.post("/parts", files={"f": ("a.bin", b"1234")}, data={"g": "x"})
    assert sorted(answer.json()) == ["f:a.bin:4", "g:None:1"]
    assert (await client.post("/parts", content=b"x")).status_code == 415
    bad = await client.post("/parts", content=b"x", headers={"content-type": "multipart/form-data"})
    assert bad.status_code == 400


async def unannotated(ctx: RequestContext, x) -> None: ...  # type: ignore[no-untyped-def]
async def variadic(ctx: RequestContext, *args: str) -> None: ...
async def two_bodies(ctx: RequestContext, a: Thing, b: Thing) -> None: ...
async def no_context() -> None: ...
async def job_context(ctx: JobContext) -> None: ...
async def unreadable(ctx: RequestContext, x: RequestContext) -> None: ...
async def lacks_path(ctx: RequestContext) -> None: ...
async def form_scalar(ctx: RequestContext, x: Annotated[str, Form()]) -> None: ...
async def list_in_path(ctx: RequestContext, x: list[str]) -> None: ...


@pytest.mark.parametrize(
    ("method", "path", "handler", "message"),
    [
        ("GET", "/a", unannotated, "'x' needs an annotation"),
        ("GET", "/a", variadic, "passed by name"),
        ("POST", "/a", two_bodies, "two bodies, 'a' and 'b'"),
        ("GET", "/a", thing, "GET has not"),
        ("GET", "/a", no_context, "take its context first"),
        ("GET", "/a", job_context, "not JobContext"),
        ("GET", "/a", unreadable, "cannot be read from a request"),
        ("GET", "/{x}", lacks_path, "does not take 'x'"),
        ("POST", "/a", form_scalar, "marks a pydantic model"),
        ("GET", "/{x}", list_in_path, "must be one value"),
    ],
)
def test_bad_handlers_are_refused_at_load(method: str, path: str, handler: Any, message: str) -> None:
    with pytest.raises(ContractBroken, match=message):
        read(method, path, handler)


def test_annotations_under_type_checking_are_explained() -> None:
    async def handler(ctx: RequestContext, x: int) -> None: ...

    handler.__annotations__["x"] = "Missing"
    with pytest.raises(ContractBroken, match="outside of TYPE_CHECKING"):
        read("GET", "/a", handler)


def test_places() -> None:
    found = {p.name: p.place for p in read("GET", "/{uid}/{number}", scalars).parameters}
    assert found["uid"] is Place.PATH
    assert found["tags"] is Place.QUERY


async def test_a_public_route_with_a_tenant_must_name_it(serve: Any) -> None:
    with pytest.raises(AssertionError, match=r"name it by \{tenant\}"):
        await serve(Route.get("/a", text_free, auth=Public("why not")))


async def text_free(ctx: RequestContext) -> None:
    """Nothing."""
