"""The document: valid, complete, and another one for each set of plugins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import pytest
from jsonschema_rs import Draft202012Validator, validator_for
from omni_http_probe import READ, WRITE
from pydantic import BaseModel, Field
from schemathesis.specs.openapi.definitions import OPENAPI_31

from omni_kernel.http.openapi import build
from omni_sdk import (
    Authenticator,
    BodyStream,
    Cursor,
    Deprecation,
    EdgeContext,
    File,
    Form,
    Items,
    Live,
    Parts,
    Principal,
    Public,
    Query,
    Redirect,
    Reply,
    RequestContext,
    Route,
    SignedIn,
    SignedLink,
)  # fmt: skip

ROOT = "/api/v1/x/probe"


class Thing(BaseModel):
    """A thing."""

    name: str = Field(min_length=3, examples=["cup"])
    size: int = Field(1, ge=1)


class Odd(BaseModel):
    code: str = Field(pattern="^[A-Z]{40}$")


class Filters(BaseModel):
    named: str | None = Field(None, description="Only these.")


async def listing(
    ctx: RequestContext, page: Cursor, filters: Annotated[Filters, Query()], tag: Sequence[str] = ()
) -> Items[Thing]:
    """Things.

    Newest first.
    """
    raise NotImplementedError


async def make(ctx: RequestContext, body: Thing) -> Reply[Thing]:
    """Make a thing."""
    raise NotImplementedError


async def odd(ctx: RequestContext, body: Odd) -> None:
    """No example can be made."""


async def login(ctx: RequestContext, form: Annotated[Filters, Form()]) -> Redirect:
    """A form."""
    raise NotImplementedError


async def upload(ctx: RequestContext, body: Parts) -> None:
    """Multipart."""


async def stream(ctx: RequestContext, body: BodyStream) -> Live:
    """Both ways."""
    raise NotImplementedError


async def file(ctx: RequestContext) -> File:
    """A file."""
    raise NotImplementedError


async def free(ctx: EdgeContext) -> Thing | None:
    """Public."""
    raise NotImplementedError


async def check(ctx: EdgeContext) -> Principal | None:
    return None


@pytest.fixture
async def world(serve: Any) -> Any:
    return await serve(
        Route.get("/things", listing, auth=READ),
        Route.post("/things", make, auth=WRITE, status=201),
        Route.post("/odd", odd, auth=WRITE, deprecated=Deprecation(date(2026, 1, 1), date(2027, 1, 1))),
        Route.post("/login", login, auth=WRITE),
        Route.post("/upload", upload, auth=WRITE),
        Route.post("/stream", stream, auth=WRITE),
        Route.get("/file", file, auth=SignedLink()),
        Route.get("/signed", file, auth=SignedIn(fresh=5)),
        Route.get("/free", free, auth=Public("it is harmless")),
        Route.post("/probe", upload, auth=Authenticator("device", check, openapi="apiKey-header:X-Device"), mount="root"),
    )


async def test_valid(world: Any) -> None:
    for active in (None, frozenset({"probe"}), frozenset()):
        document = build(world.kernel, active)
        errors = [e.message for e in validator_for(OPENAPI_31).iter_errors(document)]
        assert not errors
        for schema in document["components"]["schemas"].values():
            Draft202012Validator(schema | {"components": document["components"]})


async def test_references_lead_somewhere(world: Any) -> None:
    document = build(world.kernel, None)

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if isinstance(ref := node.get("$ref"), str):
                at: Any = document
                for part in ref.removeprefix("#/").split("/"):
                    at = at[part]
            for inner in node.values():
                walk(inner)
        elif isinstance(node, list):
            for inner in node:
                walk(inner)

    walk(document)


async def test_operations_say_everything(world: Any) -> None:
    paths = build(world.kernel, None)["paths"]
    get, post = paths[f"{ROOT}/things"]["get"], paths[f"{ROOT}/things"]["post"]
    assert (get["summary"], get["operationId"], get["tags"]) == ("Things.", "probe.listing", ["probe"])
    assert "Newest first." in get["description"]
    assert "`probe.thing.read`" in get["description"]
    assert [p["name"] for p in get["parameters"]] == ["cursor", "limit", "sort", "named", "tag"]
    assert post["requestBody"]["content"]["application/json"]["example"] == {"name": "cup", "size": 1}
    assert {"201", "401", "403", "413", "415", "422"} <= set(post["responses"])
    assert {"$ref": "#/components/parameters/IdempotencyKey"} in post["parameters"]
    old = paths[f"{ROOT}/odd"]["post"]
    assert old["deprecated"]
    assert "410" in old["responses"]
    assert "example" not in old["requestBody"]["content"]["application/json"]
    assert paths[f"{ROOT}/free"]["get"]["security"] == [{}]
    assert {"200", "204"} <= set(paths[f"{ROOT}/free"]["get"]["responses"])
    assert paths["/probe"]["post"]["security"] == [{"probe.device": []}]
    assert "303" in paths[f"{ROOT}/login"]["post"]["responses"]
    assert [p["name"] for p in paths[f"{ROOT}/file"]["get"]["parameters"]] == ["token"]
    assert paths[f"{ROOT}/upload"]["post"]["requestBody"]["content"].keys() == {"multipart/form-data"}


async def test_each_tenant_sees_what_it_has(world: Any) -> None:
    async def paths(key: str) -> set[str]:
        async with world.client(key) as client:
            answer = await client.get("/api/v1/openapi.json")
            assert answer.headers["content-type"].startswith("application/vnd.oai.openapi+json")
            return set(answer.json()["paths"])

    mine, theirs, whole = await paths(world.key), await paths(world.other), await paths(world.platform)
    assert f"{ROOT}/things" in mine
    assert f"{ROOT}/things" not in theirs
    assert mine - theirs == {p for p in mine if p.startswith((ROOT, "/probe"))}
    assert whole == mine
