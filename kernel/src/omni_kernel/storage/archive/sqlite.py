"""A SQLite file as backup, restore and transfer want it."""

from __future__ import annotations

import sqlite3
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, Self

import aiosqlite

from omni_kernel.storage.database import TABLES, Dialect, sqlite_path

from . import values
from .errors import Damaged, Refused
from .shape import STATE
from .stores import BATCH, Row

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from .shape import Table

BUSY_MS: Final = 10_000


class Sqlite:
    """A connection beside those of Omni; in WAL a reader stops no writer."""

    dialect: Dialect = "sqlite"

    def __init__(self, url: str) -> None:
        self.shown, self._path = url, sqlite_path(url)

    async def __aenter__(self) -> Self:
        if not self._path.exists():
            msg = f"there is no database {self._path}: run omni init (or omni migrate) first"
            raise Refused(msg)
        self._connection = await aiosqlite.connect(self._path, isolation_level=None)
        await self._connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._connection.close()

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[None]:
        """A read transaction; it begins with its first read."""
        await self._connection.execute("BEGIN")
        try:
            await self._connection.execute_fetchall("SELECT COUNT(*) FROM sqlite_master")
            yield
        finally:
            await self._connection.execute("ROLLBACK")

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """Written whole, or not at all."""
        await self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            await self._connection.execute("ROLLBACK")
            raise
        await self._connection.execute("COMMIT")

    async def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run a statement; gives its rows."""
        return [tuple(row) for row in await self._connection.execute_fetchall(sql, [_bound(value) for value in values])]

    async def stream(self, sql: str, values: Sequence[Any] = ()) -> AsyncIterator[list[Row]]:
        """The same in batches."""
        async with self._connection.execute(sql, [_bound(value) for value in values]) as cursor:
            while rows := await cursor.fetchmany(BATCH):
                yield [tuple(row) for row in rows]

    async def columns(self) -> dict[str, dict[str, str]]:
        """Columns of every table, with the types that they were declared with."""
        names = [row[0] for row in await self.rows(TABLES["sqlite"])]
        about = "SELECT name, type FROM pragma_table_info(?)"
        return {name: {str(column): str(kind) for column, kind in await self.rows(about, [name])} for name in names}

    async def keys(self) -> dict[str, str | None]:
        """The primary key of every table, if it is one column."""
        found: dict[str, str | None] = {}
        for (name,) in await self.rows(TABLES["sqlite"]):
            columns = await self.rows("SELECT name FROM pragma_table_info(?) WHERE pk > 0", [name])
            found[name] = columns[0][0] if len(columns) == 1 else None
        return found

    async def insert(self, table: Table, rows: Sequence[Row]) -> None:
        """Write rows, as the models would write them."""
        kinds = list(table.kinds.values())
        stored = [[values.sqlite(kind, value) for kind, value in zip(kinds, row, strict=True)] for row in rows]
        names, marks = ", ".join(f'"{name}"' for name in table.columns), ", ".join("?" * len(kinds))
        try:
            await self._connection.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', stored)  # noqa: S608
        except (sqlite3.IntegrityError, OverflowError) as exc:
            msg = f"rows of {table.name} cannot be written: {exc}"
            raise Damaged(msg) from exc

    async def clear(self, names: Sequence[str]) -> None:
        """Empty these tables."""
        for name in names:
            await self._connection.execute(f'DELETE FROM "{name}"')  # noqa: S608  # of the catalogue

    async def loosen(self) -> None:
        """Nothing to do: foreign keys are off on a connection that did not ask for them."""

    async def tighten(self, names: Sequence[str]) -> None:
        """Look at every reference; SQLite numbers on by itself."""
        del names  # it looks at all
        if broken := await self.rows("PRAGMA foreign_key_check"):
            tables = ", ".join(sorted({str(row[0]) for row in broken}))
            msg = f"{len(broken)} rows of {tables} point nowhere: what was read was not whole"
            raise Damaged(msg)

    async def prepare_state(self) -> None:
        """Make the table of the state."""
        await self._connection.execute(f"CREATE TABLE IF NOT EXISTS {STATE} (key TEXT PRIMARY KEY, value TEXT NOT NULL)")

    async def others(self) -> int:
        """Nobody can tell."""
        return 0


def _bound(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else value if isinstance(value, bytes | int | float) else str(value)
