"""FastAPI doing the same work as Omni's pipeline in the usual way: a key looked up by async SQLAlchemy, permission and
feature by dependencies, prometheus-fastapi-instrumentator, a structlog JSON line per request.

The log line is written by `@app.middleware("http")`, as FastAPI's own documentation has it; `lean` has the same as
pure ASGI, for what a careful author gets.
"""

import hashlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import orjson
import structlog
from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from prometheus_fastapi_instrumentator import Instrumentator
from sqlalchemy import JSON, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tests.benchmarks.apps.peers import Greeted, Greeting
from tests.benchmarks.apps.spec import PATH, Spec

PERMISSION, FEATURE = "greeting.write", "greetings"


class Base(DeclarativeBase):
    """Of the tables."""


class ApiKey(Base):
    """A key, with what its tenant has: one row tells all, so the usual way is not slowed by joins."""

    __tablename__ = "api_key"
    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    tenant: Mapped[str]
    permissions: Mapped[list[str]] = mapped_column(JSON)
    features: Mapped[list[str]] = mapped_column(JSON)
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Keys:
    """Looks keys up; keeps those it has seen if it may."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], *, cached: bool) -> None:
        self._sessions = sessions
        self._seen: dict[str, ApiKey] | None = {} if cached else None

    async def __call__(self, request: Request, authorization: Annotated[str, Header()] = "") -> ApiKey:
        token = authorization.removeprefix("Bearer ")
        found = self._seen.get(token) if self._seen is not None else None
        if found is None:
            found = await self._read(token)
            if self._seen is not None:
                self._seen[token] = found
        if found.expires_at is not None and found.expires_at <= datetime.now(UTC):
            raise HTTPException(401, "the key has expired")
        request.state.tenant, request.state.actor = found.tenant, found.id
        return found

    async def _read(self, token: str) -> ApiKey:
        digest = hashlib.sha256(token.encode()).hexdigest()
        async with self._sessions() as session:
            found = await session.scalar(select(ApiKey).where(ApiKey.digest == digest))
        if found is None or found.revoked_at is not None:
            raise HTTPException(401, "no such key")
        return found


def configure_log(path: str) -> None:
    """structlog the fast way that its documentation shows: orjson, bytes, cached loggers; unbuffered, as Omni's."""
    file = Path(path).open("ab", buffering=0)  # noqa: SIM115  (open as long as the process lives)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=orjson.dumps),
        ],
        logger_factory=structlog.BytesLoggerFactory(file),
        cache_logger_on_first_use=True,
    )


@asynccontextmanager
async def usual(spec: Spec) -> AsyncIterator[Any]:
    """The way of the documentation."""
    async with application(spec) as app:
        log = structlog.get_logger()

        @app.middleware("http")
        async def logged(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
            began, request_id = time.perf_counter(), str(uuid4())
            structlog.contextvars.clear_contextvars()
            structlog.contextvars.bind_contextvars(request_id=request_id)
            response = await call_next(request)
            response.headers["X-Request-Id"] = request_id
            log.info("request", **fields(request.scope, response.status_code, began))
            return response

        Instrumentator().instrument(app)
        yield app


@asynccontextmanager
async def lean(spec: Spec) -> AsyncIterator[Any]:
    """The same with a pure ASGI middleware."""
    async with application(spec) as app:
        Instrumentator().instrument(app)
        app.add_middleware(Logged)
        yield app


class Logged:
    """Request id and log line, without a task per request."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._log = structlog.get_logger()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, request_id, status = time.perf_counter(), str(uuid4()), 500
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)

        async def sending(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"].append((b"x-request-id", request_id.encode()))
            await send(message)

        await self._app(scope, receive, sending)
        self._log.info("request", **fields(scope, status, began))


def fields(scope: Any, status: int, began: float) -> dict[str, object]:
    """What Omni's line says, too."""
    state = scope.get("state", {})
    return {
        "method": scope["method"],
        "path": scope["path"],
        "status": status,
        "seconds": round(time.perf_counter() - began, 6),
        "tenant": state.get("tenant"),
        "actor": state.get("actor"),
        "ip": scope["client"][0],
    }


@asynccontextmanager
async def application(spec: Spec) -> AsyncIterator[FastAPI]:
    """The route behind its dependencies, over a database with one key."""
    configure_log(spec.log)
    engine = create_async_engine(f"sqlite+aiosqlite:///{spec.folder}/usual-{uuid4().hex}.db")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    async with sessions() as session:
        digest = hashlib.sha256(spec.key.encode()).hexdigest()
        session.add(ApiKey(digest=digest, tenant="first", permissions=[PERMISSION], features=[FEATURE]))
        await session.commit()
    yield routed(Keys(sessions, cached=spec.cached))
    await engine.dispose()


def routed(keys: Keys) -> FastAPI:
    """Key, then feature and permission, then the handler."""
    app = FastAPI()

    async def enabled(key: Annotated[ApiKey, Depends(keys)]) -> None:
        if FEATURE not in key.features:
            raise HTTPException(404, "not enabled")

    async def permitted(key: Annotated[ApiKey, Depends(keys)]) -> None:
        if PERMISSION not in key.permissions:
            raise HTTPException(403, "not permitted")

    @app.post(PATH, dependencies=[Depends(enabled), Depends(permitted)])
    async def greet(body: Greeting, key: Annotated[ApiKey, Depends(keys)]) -> Greeted:
        del key
        return Greeted(greeting=f"Hello, {body.name}", count=body.count, tags=body.tags)

    return app
