"""The PostgreSQL client: a pool that serves under a role of its own, and tells the database whose rows are in reach.

Row-level security (`security.py`) compares rows with `omni.tenant_id` and `omni.account_id`. Both are set by one message
each time a connection leaves the pool, in place of asyncpg's reset when it comes back.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import ConnectionWrapper, NestedTransactionContext, TransactionContextPooled
from tortoise.backends.base_postgres.client import translate_exceptions
from tortoise.connection import get_connections
from tortoise.exceptions import DBConnectionError, OperationalError

from omni_kernel.storage.database import cannot_open
from omni_sdk._scope import CURRENT, Scope

if TYPE_CHECKING:
    from collections.abc import Sequence

# The last but one is what asyncpg raises on a connection that the server ended while nobody asked anything.
AWAY: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.InternalClientError,
    OSError,
)
CLOSE_SECONDS: Final = 10
CONNECT_SECONDS: Final = 10.0
APPLICATION: Final = "omni"
"""As which the processes of Omni connect."""
COMMAND_SECONDS: Final = 60.0
IDLE_SECONDS = 60
"""How long a transaction may wait for us between two statements, before the server ends it."""
WRITES: Final = frozenset({"UPDATE", "DELETE", "INSERT"})


class ScopeChanged(RuntimeError):
    """One transaction asked for the rows of two tenants, or of two accounts."""


def settings_of(scope: Scope) -> dict[str, str]:
    """What the database is told, by the name of the setting; UUIDs only, so that nothing needs quoting."""
    told = {"omni.tenant_id": scope.tenant_id, "omni.account_id": scope.account_id}
    return {name: str(value) for name, value in told.items() if value is not None}


async def connected(url: str, application: str = APPLICATION) -> Any:
    """One connection beside the pools, by the login itself; raises `DBConnectionError`."""
    try:
        return await asyncpg.connect(url, timeout=CONNECT_SECONDS, server_settings={"application_name": application})
    except (asyncpg.PostgresError, asyncpg.InterfaceError, ValueError, *AWAY) as exc:
        raise DBConnectionError(cannot_open(url, exc)) from exc


class Client(AsyncpgDBClient):
    """A pool of connections under one role."""

    def __init__(self, dsn: str, role: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._dsn, self._role = dsn, role

    async def create_connection(self, with_db: bool) -> None:  # noqa: ARG002  # the DSN names the database
        """Open the pool; raises `DBConnectionError` when the server cannot be reached or refuses."""
        try:
            self._pool = await asyncpg.create_pool(
                self._dsn,
                min_size=self.pool_minsize,
                max_size=self.pool_maxsize,
                setup=self._ready,
                reset=_cleared,
                timeout=CONNECT_SECONDS,
                command_timeout=COMMAND_SECONDS,
                server_settings={
                    "application_name": APPLICATION,
                    # A process that stands still (a machine that is suspended) must not keep its locks from all others.
                    "idle_in_transaction_session_timeout": str(IDLE_SECONDS * 1000),
                },
            )
            async with self._pool.acquire():
                pass  # refused now, not at the first statement
        except (asyncpg.PostgresError, *AWAY) as exc:
            raise DBConnectionError(exc) from exc
        await self._post_connect()

    async def _ready(self, connection: Any) -> None:
        """Begin anew, for whoever is in scope now: nothing of the one before is left, a role that it took neither."""
        role = f'; SET ROLE "{self._role}"' if self._role else ""
        sets = "".join(f"; SET {name} = '{value}'" for name, value in settings_of(CURRENT.get()).items())
        await connection.execute(f"RESET ALL{role}{sets}")

    async def _close(self) -> None:
        if self._pool:
            pool, self._pool = self._pool, None
            try:
                async with asyncio.timeout(CLOSE_SECONDS):
                    await pool.close()
            except TimeoutError:
                pool.terminate()

    async def _translate_exceptions(self, func: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return await super()._translate_exceptions(func, *args, **kwargs)
        except TimeoutError as exc:  # an OSError, and yet the server is there
            raise OperationalError(f"the database took longer than {COMMAND_SECONDS:g} s") from exc
        except AWAY as exc:
            raise DBConnectionError(exc) from exc
        except (asyncpg.InterfaceError, asyncpg.PostgresError) as exc:
            raise OperationalError(exc) from exc

    @translate_exceptions
    async def execute_query(self, query: str, values: Sequence[Any] | None = None) -> tuple[int, Any]:
        """Run one statement; gives the rows it changed or returned, and the rows (also those of `RETURNING`)."""
        async with self.acquire_connection() as connection:
            if query.lstrip()[:6].upper() in WRITES and "RETURNING" not in query:
                return _count(await connection.execute(query, *(values or ()))), []
            rows = await connection.fetch(query, *(values or ()))
            return len(rows), rows

    async def execute_query_dict(self, query: str, values: Sequence[Any] | None = None) -> list[dict[str, Any]]:
        """Run one statement; gives its rows as dicts."""
        return [dict(row) for row in (await self.execute_query(query, values))[1]]

    def _in_transaction(self) -> Any:
        return PooledContext(Transaction(self), self._pool_init_lock)


def _count(status: str) -> int:
    """`UPDATE 3`, `INSERT 0 1`: how many rows."""
    last = status.rpartition(" ")[2]
    return int(last) if last.isdigit() else 0


async def _cleared(connection: Any) -> None:
    """On the way back: a transaction that was cut off must not wait in the pool (all else is done by `_ready`)."""
    if connection.is_in_transaction():
        await connection.execute("ROLLBACK")


class Transaction(TransactionWrapper, Client):
    """The client inside a transaction; once that has ended, what still holds it runs outside, on the parent."""

    def __init__(self, parent: AsyncpgDBClient) -> None:
        super().__init__(parent)
        self._told: dict[str, str] = {}

    async def begin(self) -> None:
        """Begin, for the scope that the connection was acquired in."""
        self._told = settings_of(CURRENT.get())
        await super().begin()

    async def savepoint_rollback(self) -> None:
        """Undo to the savepoint; settings made inside are undone with it, so they are made again when needed."""
        await super().savepoint_rollback()
        if isinstance(self._parent, Transaction):
            self._parent._told = self._told

    async def savepoint(self) -> None:
        """Begin a part that can fail alone."""
        if isinstance(self._parent, Transaction):
            self._told = dict(self._parent._told)
        await TransactionWrapper.begin(self)

    def acquire_connection(self) -> Any:
        """Give the transaction's connection, told of the scope; after its end the parent's."""
        return self._parent.acquire_connection() if self._finalized else Scoped(self._lock, self)

    async def execute_many(self, query: str, values: list[Any]) -> None:
        """Run a statement for each of `values`."""
        if self._finalized:
            await self._parent.execute_many(query, values)
        else:
            await TransactionWrapper.execute_many(self, query, values)

    def _in_transaction(self) -> Any:
        return self._parent._in_transaction() if self._finalized else NestedTransactionContext(Transaction(self))


class Scoped(ConnectionWrapper[Any]):
    """A transaction's connection: one statement at a time, each under the scope of its caller."""

    async def __aenter__(self) -> Any:
        connection = await super().__aenter__()
        try:
            await self._tell(connection)
        except BaseException:
            self._lock.release()
            raise
        return connection

    async def _tell(self, connection: Any) -> None:
        told = self.client._told  # type: ignore[attr-defined]  # a Transaction's
        for name, value in settings_of(CURRENT.get()).items():
            if told.setdefault(name, "") == value:
                continue
            if told[name]:
                msg = f"this transaction is bound to {name} {told[name]}, and cannot reach {value}: use one for each"
                raise ScopeChanged(msg)
            await connection.execute(f"SET LOCAL {name} = '{value}'")
            told[name] = value


class PooledContext(TransactionContextPooled):
    """A transaction that leaves neither its connection nor itself behind, whatever fails or is cancelled on the way."""

    __slots__ = ()

    async def __aenter__(self) -> Any:
        await self.ensure_connection()
        parent = self.client._parent
        self.client._connection = await _acquired(parent._pool)
        try:
            await self.client.begin()
        except BaseException:
            self.client._finalized = True
            await self._release()
            raise
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client

    async def __aexit__(self, exc_type: object, exc_val: object, exc_tb: object) -> None:
        try:
            if not self.client._finalized:
                await (self.client.rollback() if exc_type else self.client.commit())
        except (*AWAY, asyncpg.InterfaceError) as exc:  # the connection has gone: what the block raised says more
            if exc_type is None:
                raise DBConnectionError(exc) from exc
        finally:
            self.client._finalized = True
            get_connections().reset(self.token)
            await self._release()

    async def _release(self) -> None:
        if pool := self.client._parent._pool:
            with suppress(*AWAY):
                await pool.release(self.client._connection)


async def _acquired(pool: Any) -> Any:
    try:
        return await pool.acquire()
    except (*AWAY, asyncpg.InterfaceError) as exc:
        raise DBConnectionError(exc) from exc


client_class = Client
