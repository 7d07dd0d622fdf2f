"""The SQLite client: short write transactions that wait their turn, and reads that wait for nobody.

Tortoise's own client begins deferred transactions, so that two processes which read and then write fail with
"database is locked"; and it has one connection for all, so that a read waits for whatever transaction is open.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

import aiosqlite
from tortoise.backends.base.client import ConnectionWrapper, NestedTransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionContext, SqliteTransactionWrapper
from tortoise.connection import get_connections
from tortoise.exceptions import IntegrityError, OperationalError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

PRAGMAS: Final = {
    "busy_timeout": 10_000,  # milliseconds to wait for another process's write transaction
    "journal_mode": "WAL",
    "synchronous": "NORMAL",  # in WAL a power cut may lose the last commits, and corrupts nothing
    "foreign_keys": "ON",
}


def _run(connection: sqlite3.Connection, sql: str, values: Sequence[Any]) -> tuple[int, list[Any]]:
    # In one hop to the connection's thread; a count that no other statement can blur, whatever was cancelled.
    cursor = connection.execute(sql, values)
    try:
        rows = cursor.fetchall()
        return len(rows) or max(cursor.rowcount, 0), rows
    finally:
        cursor.close()


async def _execute(connection: aiosqlite.Connection, sql: str, values: Sequence[Any]) -> tuple[int, list[Any]]:
    try:
        count, rows = await connection._execute(  # type: ignore[no-untyped-call]  # aiosqlite has no types there
            _run, connection._conn, sql, values
        )
    except sqlite3.IntegrityError as exc:
        raise IntegrityError(exc) from exc
    except sqlite3.OperationalError as exc:
        raise OperationalError(exc) from exc
    # The schema editor reads pragmas with dict.get().
    return count, [dict(row) for row in rows] if sql[:6].upper() == "PRAGMA" else rows


def statements(script: str) -> Iterator[str]:
    """Split a script into statements; a `;` in a string, a comment or a trigger ends none."""
    statement = ""
    for piece in script.split(";"):
        statement += f"{piece};"
        if sqlite3.complete_statement(statement):
            if statement.strip("; \n"):
                yield statement
            statement = ""
    if statement.strip("; \n"):
        yield statement


class Client(SqliteClient):
    """One connection that writes, and one that only reads, so that a read never waits for a transaction."""

    def __init__(self, file_path: str, **kwargs: Any) -> None:
        super().__init__(file_path, **{**PRAGMAS, **kwargs})
        self._reader: aiosqlite.Connection | None = None
        self._reader_lock = asyncio.Lock()

    async def close(self) -> None:
        """Close both connections."""
        reader, self._reader = self._reader, None
        if reader is not None:
            await reader.close()
        await super().close()

    async def execute_query(self, query: str, values: list[Any] | None = None) -> tuple[int, Sequence[Any]]:
        """Run one statement; gives the rows it changed or returned, and the rows."""
        async with self._connection_for(query) as connection:
            return await _execute(connection, query, values or ())

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        """Run one statement; gives its rows as dicts."""
        return [dict(row) for row in (await self.execute_query(query, values))[1]]

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        """Run a statement for each of `values`, all or none."""
        # Tortoise's own leaves its transaction open when the caller is cancelled.
        async with self._in_transaction() as transaction:
            await transaction.execute_many(query, values)

    @asynccontextmanager
    async def _connection_for(self, query: str) -> AsyncIterator[aiosqlite.Connection]:
        if self.filename == ":memory:" or query[:6].upper() != "SELECT":
            async with self.acquire_connection() as connection:
                yield connection
            return
        async with self._reader_lock:
            yield self._reader or await self._open_reader()

    async def _open_reader(self) -> aiosqlite.Connection:
        if self._connection is None:
            async with self.acquire_connection():
                pass  # the writer makes the file, and its WAL
        reader = await aiosqlite.connect(self.filename, isolation_level=None)
        reader._conn.row_factory = sqlite3.Row
        try:
            for pragma in (f"busy_timeout={PRAGMAS['busy_timeout']}", "query_only=ON"):
                await reader.execute_fetchall(f"PRAGMA {pragma}")
        except BaseException:
            await reader.close()  # its thread would keep the process from ending
            raise
        self._reader = reader
        return reader

    def _in_transaction(self) -> SqliteTransactionContext:
        return ImmediateContext(Transaction(self), self._lock)


class Transaction(SqliteTransactionWrapper, Client):
    """The client inside a transaction; once that has ended, what still holds it runs outside, on the parent."""

    def __init__(self, parent: SqliteClient) -> None:
        super().__init__(parent)
        self._reader = None
        self.filename = parent.filename

    async def begin(self) -> None:
        """Take the write lock at once, so that what is read inside cannot change before the write."""
        try:
            await self._connection.execute_fetchall("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as exc:
            raise OperationalError(exc) from exc

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        """Run a statement for each of `values`."""
        if self._finalized:
            await self._parent.execute_many(query, values)
        else:
            await SqliteTransactionWrapper.execute_many(self, query, values)

    async def execute_script(self, query: str) -> None:
        """Run several statements, one by one: the database's own way would commit before them."""
        for statement in statements(query):
            await self.execute_query(statement)

    def acquire_connection(self) -> ConnectionWrapper[Any]:
        """Give the transaction's connection, or after its end the parent's."""
        if self._finalized:
            return self._parent.acquire_connection()  # type: ignore[return-value]  # it is a SqliteClient
        return super().acquire_connection()

    @asynccontextmanager
    async def _connection_for(self, query: str) -> AsyncIterator[aiosqlite.Connection]:  # noqa: ARG002  # all inside
        async with self.acquire_connection() as connection:
            yield connection

    def _in_transaction(self) -> Any:
        if self._finalized:
            return self._parent._in_transaction()
        return NestedTransactionContext(Transaction(self))


class ImmediateContext(SqliteTransactionContext):
    """A transaction that leaves neither its lock nor itself behind, whatever fails or is cancelled on the way."""

    __slots__ = ()

    async def __aenter__(self) -> Any:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException:
            await self._give_up()
            self._trxlock.release()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        return self.connection

    async def __aexit__(self, exc_type: object, exc_val: object, exc_tb: object) -> None:
        try:
            if not self.connection._finalized:
                await (self.connection.rollback() if exc_type else self.connection.commit())
        except BaseException:
            await self._give_up()
            raise
        finally:
            self.connection._finalized = True
            get_connections().reset(self.token)
            self._trxlock.release()

    async def _give_up(self) -> None:
        # A cancelled BEGIN or COMMIT may still run in the connection's thread: this comes after it there.
        if self.connection._connection is not None:
            with suppress(Exception):
                await self.connection._connection.rollback()


client_class = Client
