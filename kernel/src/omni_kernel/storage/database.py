"""The database of one process: opens it, and runs what spans several models in one transaction."""

from __future__ import annotations

import asyncio
import logging
import re
import sqlite3
import sys
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, Literal
from uuid import UUID

import tortoise.context
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.context import TortoiseContext
from tortoise.exceptions import DBConnectionError
from tortoise.fields.relational import BackwardFKRelation

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence

    from tortoise.backends.base.client import BaseDBAsyncClient
    from tortoise.models import Model

logger = logging.getLogger(__name__)

Dialect = Literal["sqlite", "postgres"]
ADMINISTRATORS: Final = "postgres-administrators"
POOL: Final = 10
"""Connections of one process at most."""
TABLES: Final[dict[Dialect, str]] = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    "postgres": "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()",
}


@dataclass(frozen=True)
class App:
    """The tables of the kernel, or of one plugin."""

    label: str
    """`omni`, or `p_` and the plugin's id with underscores."""
    models: Sequence[type[Model]]
    migrations: str | None
    """The package that holds its migrations, as in `acme_greeter.migrations`."""


@dataclass(slots=True, eq=False)
class _Transaction:
    database: Database
    task: asyncio.Task[Any] | None
    callbacks: list[Callable[[], None]] = field(default_factory=list)
    open: bool = True


_CURRENT: Final[ContextVar[_Transaction | None]] = ContextVar("omni_transaction", default=None)


class Database:
    """Opened once per process. Models find it from every task; the one opened last is theirs."""

    dialect: Dialect

    def __init__(self, url: str, apps: Sequence[App], pool: int = POOL, *, owner: bool = False) -> None:
        """`owner` works as the role that owns the tables, as long as those that serve may not be there yet."""
        self.url = url
        self.apps = tuple(apps)
        self.dialect, self._connections = _connection(url, pool, owner=owner)
        self._context: TortoiseContext | None = None

    async def open(self) -> None:
        """Connect; raises `DBConnectionError` when it cannot, `ConfigurationError` for models that clash."""
        self._context = await enter(self.config())
        _OPENED.append(self._context)
        _serve_models()
        try:
            if self.dialect == "sqlite":
                sqlite_path(self.url).parent.mkdir(parents=True, exist_ok=True)
            await self._client().create_connection(with_db=True)
        except (OSError, sqlite3.Error, DBConnectionError) as exc:
            await self.close()
            raise DBConnectionError(cannot_open(self.url, exc)) from exc

    async def close(self) -> None:
        """Disconnect; harmless when it is not open."""
        context, self._context = self._context, None
        if context is not None:
            _OPENED.remove(context)
            await context.close_connections()
            _serve_models()

    def everybodys(self) -> BaseDBAsyncClient:
        """The connection for `Model.unscoped()`: on PostgreSQL that of a role that row-level security lets pass."""
        return self._client(ADMINISTRATORS if self.dialect == "postgres" else None)

    def config(self) -> dict[str, Any]:
        """Tortoise's configuration of it, for this process and for migrations."""
        return {"connections": self._connections, "apps": app_configs(self.apps, self.dialect)}

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open here."""
        return self._current() is not None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """All that is written inside, or nothing. One inside another can fail alone (a savepoint).

        Raises `RuntimeError` in a task that was started inside somebody's transaction while that is still open.
        """
        outer = self._current()
        if outer is None:
            async with self._outermost():
                yield
            return
        if outer.task is not asyncio.current_task():
            msg = "this task was started inside a transaction that is still open: do it in the transaction's own task, or start the task with after_commit()"
            raise RuntimeError(msg)
        promised = len(outer.callbacks)
        try:
            async with self._client()._in_transaction():
                yield
        except BaseException:
            del outer.callbacks[promised:]
            raise

    @asynccontextmanager
    async def _outermost(self) -> AsyncIterator[None]:
        mine = _Transaction(self, asyncio.current_task())
        token = _CURRENT.set(mine)
        try:
            async with self._client()._in_transaction():
                try:
                    yield
                finally:
                    mine.open = False
        finally:
            mine.open = False
            _CURRENT.reset(token)
        for callback in mine.callbacks:
            _call(callback)

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Call once the transaction at hand is committed (never, if it is rolled back); at once when there is none.

        What it raises is logged: it can fail nothing any more.
        """
        current = self._current()
        if current is None:
            _call(callback)
        else:
            current.callbacks.append(callback)

    @asynccontextmanager
    async def lock(self, key: str) -> AsyncIterator[None]:
        """One at a time with this key over all processes, until the transaction ends; `RuntimeError` outside one."""
        if not self.in_transaction:
            msg = f"lock({key!r}) holds until the end of a transaction: open one around it"
            raise RuntimeError(msg)
        if self.dialect == "postgres":
            await self.execute("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", [key])
        yield  # on SQLite a transaction has the whole database to itself already

    async def execute(self, sql: str, params: Sequence[object] = ()) -> int:
        """Run one statement; gives the number of rows it changed. Values as in `rows`."""
        return (await self._client().execute_query(self._sql(sql), self._bound(params)))[0]

    async def rows(self, sql: str, params: Sequence[object] = ()) -> list[dict[str, Any]]:
        """Run one statement; gives its rows, with values as the database has them (on SQLite text for ids and times).

        Parameters are `?` on both databases (so no other `?` may stand there); ids and aware datetimes are passed as such.
        """
        return [dict(row) for row in (await self._client().execute_query(self._sql(sql), self._bound(params)))[1]]

    async def tables(self) -> list[str]:
        """Names of all tables that there are, sorted."""
        return sorted([row["name"] for row in await self.rows(TABLES[self.dialect])])

    def _sql(self, sql: str) -> str:
        return sql if self.dialect == "sqlite" else numbered(sql)

    def _bound(self, params: Iterable[object]) -> list[object]:
        checked = [_aware(value) for value in params]
        return [_sqlite_value(value) for value in checked] if self.dialect == "sqlite" else checked

    def _client(self, name: str | None = None) -> BaseDBAsyncClient:
        if self._context is None:
            msg = f"the database {shown(self.url)!r} is not open: await open() first"
            raise RuntimeError(msg)
        return self._context.connections.get(name or self.dialect)

    def _current(self) -> _Transaction | None:
        current = _CURRENT.get()
        return current if current is not None and current.open and current.database is self else None


def _call(callback: Callable[[], None]) -> None:
    try:
        callback()
    except Exception:
        logger.exception("a callback after commit failed")


def _aware(value: object) -> object:
    if isinstance(value, datetime) and value.tzinfo is None:
        msg = f"{value!r} has no time zone; times are stored in UTC"
        raise ValueError(msg)
    return value


def _sqlite_value(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    # As the models write it.
    return value.astimezone(UTC) if isinstance(value, datetime) else value


# -- configuration -------------------------------------------------------------------------------------------------


def _connection(url: str, pool: int = POOL, *, owner: bool = False) -> tuple[Dialect, dict[str, Any]]:
    scheme = url.partition("://")[0]
    if scheme == "sqlite":
        credentials: dict[str, Any] = {"file_path": str(sqlite_path(url))}
        return "sqlite", {"sqlite": {"engine": "omni_kernel.storage.sqlite", "credentials": credentials}}
    if scheme in {"postgres", "postgresql"}:
        engine = "omni_kernel.storage.postgres"
        app = {"dsn": url, "role": None if owner else "omni_app", "minsize": 0, "maxsize": pool}
        admin = {"dsn": url, "role": None if owner else "omni_admin", "minsize": 0, "maxsize": 2}
        return "postgres", {
            "postgres": {"engine": engine, "credentials": app},
            ADMINISTRATORS: {"engine": engine, "credentials": admin},
        }
    msg = (
        f"the database URL {shown(url)!r} is not supported: use sqlite:///absolute/path.db, sqlite://relative.db or postgres://…"
    )
    raise ValueError(msg)


def dialect_of(url: str) -> Dialect:
    """What the URL leads to; raises `ValueError` when we do not speak it."""
    return _connection(url)[0]


def shown(url: str) -> str:
    """The URL without its password, for people to read."""
    return re.sub(r"(?<=://)([^/@:]*):[^@]*@", r"\1:***@", url)


def cannot_open(url: str, error: Exception) -> str:
    """What to say of a database that does not open, and what to look at."""
    hint = "see that its folder can be written" if dialect_of(url) == "sqlite" else "see that the server runs and lets us in"
    return f"cannot open the database {shown(url)!r} ({error}): {hint}"


def numbered(sql: str) -> str:
    """`?` as PostgreSQL has it: `$1`, `$2`…"""
    first, *rest = sql.split("?")
    return first + "".join(f"${n}{part}" for n, part in enumerate(rest, 1))


def sqlite_path(url: str) -> Path:
    """The file of a `sqlite://` URL; raises `ValueError` when it names none."""
    path = url.removeprefix("sqlite://")
    if not path:
        msg = f"the database URL {url!r} names no file: use sqlite:///absolute/path.db"
        raise ValueError(msg)
    return Path(path)


def app_configs(apps: Iterable[App], connection: str) -> dict[str, Any]:
    """Tortoise's configuration of those that have tables; it finds models by the name of a module only."""
    configs = {}
    for app in apps:
        if app.models:
            module = ModuleType(f"omni_tables_{app.label}")
            module.__models__ = list(app.models)  # type: ignore[attr-defined]  # where Tortoise looks for them
            sys.modules[module.__name__] = module
            configs[app.label] = {
                "models": [module.__name__],
                "default_connection": connection,
                "migrations": app.migrations,
            }
            for model in app.models:
                model._meta.app = app.label
    return configs


# -- Tortoise keeps its state on the model classes, and per process ------------------------------------------------

_OPENED: Final[list[TortoiseContext]] = []
BOUND: Final = ("default_connection", "basequery", "basequery_all_fields", "basetable")


async def enter(config: dict[str, Any], *, connect: bool = True) -> TortoiseContext:
    """Bind the models of `config` to its connections, or only to each other."""
    models = {
        f"{label}.{model.__name__}": model
        for label, app in config["apps"].items()
        for model in sys.modules[app["models"][0]].__models__
    }
    for model in models.values():
        _forget_earlier(model, models)
    EXECUTOR_CACHE.clear()  # statements by table name, of whatever had that name before
    with TortoiseContext() as context:
        if config["apps"]:
            await context.init(config, init_connections=connect)
        else:
            context.connections._init_config(config["connections"])
    return context


@contextmanager
def kept(models: Iterable[type[Model]]) -> Iterator[None]:
    """Bind models to nothing for good: those that serve an open database serve it afterwards, too."""
    before = [(model._meta, {name: getattr(model._meta, name, None) for name in BOUND}) for model in models]
    try:
        yield
    finally:
        for meta, values in before:
            for name, value in values.items():
                setattr(meta, name, value)
        EXECUTOR_CACHE.clear()


def _forget_earlier(model: type[Model], models: dict[str, type[Model]]) -> None:
    """Take the reverse relations of an earlier class for the same table (a plugin loaded anew) from its targets."""
    if model._meta._inited:
        return
    for key in model._meta.fk_fields | model._meta.o2o_fields:
        relation: Any = model._meta.fields_map[key]
        target = models.get(relation.model_name)
        name = relation.related_name or f"{model._meta.db_table}s"
        earlier = target._meta.fields_map.get(name) if target else None
        if target and isinstance(earlier, BackwardFKRelation) and earlier.related_model is not model:
            del target._meta.fields_map[name]
            for names in (target._meta.backward_fk_fields, target._meta.backward_o2o_fields):
                names.discard(name)
            target._meta.finalise_fields()


def _serve_models() -> None:
    # Without this a connection opened in a lifespan task is invisible to the tasks of requests.
    tortoise.context._global_context = _OPENED[-1] if _OPENED else None
