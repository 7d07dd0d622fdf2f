"""The peers at their barest: one route each, the same JSON in and out, nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.benchmarks.apps.spec import PATH, Spec


class Greeting(BaseModel):
    """What is sent."""

    name: str
    count: int
    tags: list[str]


class Greeted(BaseModel):
    """What is answered."""

    greeting: str
    count: int
    tags: list[str]


@asynccontextmanager
async def starlette(spec: Spec) -> AsyncIterator[Any]:
    """Bare Starlette: parse, answer."""
    del spec

    async def greet(request: Request) -> JSONResponse:
        body = await request.json()
        return JSONResponse({"greeting": f"Hello, {body['name']}", "count": body["count"], "tags": body["tags"]})

    async def show(request: Request) -> JSONResponse:
        del request
        return JSONResponse({"greeting": "Hello, Ada", "count": 3, "tags": ["a", "b"]})

    yield Starlette(routes=[Route(PATH, greet, methods=["POST"]), Route(PATH, show, methods=["GET"])])


@asynccontextmanager
async def fastapi(spec: Spec) -> AsyncIterator[Any]:
    """Bare FastAPI: a model in, a model out."""
    del spec
    app = FastAPI()

    @app.post(PATH)
    async def greet(body: Greeting) -> Greeted:
        return Greeted(greeting=f"Hello, {body.name}", count=body.count, tags=body.tags)

    @app.get(PATH)
    async def show() -> Greeted:
        return Greeted(greeting="Hello, Ada", count=3, tags=["a", "b"])

    yield app


@asynccontextmanager
async def datasette(spec: Spec) -> AsyncIterator[Any]:
    """A route that a Datasette plugin registers."""
    del spec
    library, application = import_module("datasette"), import_module("datasette.app")

    class Greeter:
        """The plugin."""

        __name__ = "bench-greeter"

        @library.hookimpl  # type: ignore[untyped-decorator]  # datasette has no types
        def register_routes(self) -> list[tuple[str, Any]]:
            """One route."""
            return [(f"^{PATH}$", show)]

    async def show() -> Any:
        return library.Response.json({"greeting": "Hello, Ada", "count": 3, "tags": ["a", "b"]})

    import_module("datasette.plugins").pm.register(Greeter(), name="bench-greeter")
    yield application.Datasette([], memory=True).app()
