"""A PostgreSQL database as backup, restore and transfer want it.

It reads by the administrators' role, from which row-level security hides nothing. To write it is the owner of the tables
that it is: `loosen` takes foreign keys away (their definitions are kept in the state) and lets the owner past row-level
security; `tighten` puts back both, and so has the server check every reference.
"""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, Self

import asyncpg
from tortoise.exceptions import DBConnectionError

from omni_kernel.storage.database import Dialect, numbered, shown
from omni_kernel.storage.postgres import APPLICATION, connected
from omni_kernel.storage.security import ADMIN, APP

from .errors import ArchiveError, Damaged
from .shape import STATE
from .stores import BATCH, Row, get_state, set_state

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from .shape import Table

_COLUMNS: Final = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace ORDER BY 1, a.attnum
"""
_KEYS: Final = """
SELECT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
WHERE i.indisprimary AND i.indnkeyatts = 1 AND c.relnamespace = current_schema()::regnamespace
"""
_REFERENCES: Final = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2
"""
_FORCED: Final = """
SELECT oid::regclass::text FROM pg_class WHERE relforcerowsecurity AND relnamespace = current_schema()::regnamespace
"""
_NUMBERED: Final = """
SELECT c.relname, a.attname, pg_get_serial_sequence(c.oid::regclass::text, a.attname) FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
  AND pg_get_serial_sequence(c.oid::regclass::text, a.attname) IS NOT NULL
"""
_LOOSE: Final = "loosened"


class Postgres:
    """A connection beside those of Omni, by the login that owns the tables."""

    dialect: Dialect = "postgres"

    def __init__(self, url: str) -> None:
        self.shown, self._url, self._role = shown(url), url, ""

    async def __aenter__(self) -> Self:
        try:
            self._connection: Any = await connected(self._url, "omni-archive")
        except DBConnectionError as exc:
            raise ArchiveError(str(exc)) from exc
        if await self._connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1 AND pg_has_role(oid, 'MEMBER')", ADMIN):
            await self._be(ADMIN)
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._connection.close()

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[None]:
        """A read transaction of level REPEATABLE READ."""
        async with self._connection.transaction(isolation="repeatable_read", readonly=True):
            await self._connection.fetchval("SELECT COUNT(*) FROM pg_class")
            yield

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """Written whole, or not at all."""
        role = self._role
        try:
            async with self._connection.transaction():
                yield
        except asyncpg.PostgresError as exc:
            self._role = role  # the server has gone back to it
            raise Damaged(" ".join(str(part) for part in exc.args)) from exc
        except BaseException:
            self._role = role
            raise

    async def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run a statement; gives its rows."""
        return [tuple(row) for row in await self._connection.fetch(numbered(sql), *values)]

    async def stream(self, sql: str, values: Sequence[Any] = ()) -> AsyncIterator[list[Row]]:
        """The same in batches, by a cursor of the server."""
        async with self._connection.transaction():
            cursor = await self._connection.cursor(numbered(sql), *values)
            try:
                while rows := await cursor.fetch(BATCH):
                    yield [tuple(row) for row in rows]
            finally:
                await cursor._close_portal(None)  # else no table that it read can be altered in the same transaction

    async def columns(self) -> dict[str, dict[str, str]]:
        """Columns of every table, with their types."""
        found: dict[str, dict[str, str]] = {}
        for table, column, kind in await self._connection.fetch(_COLUMNS):
            found.setdefault(table, {})[column] = kind
        return found

    async def keys(self) -> dict[str, str | None]:
        """The primary key of every table, if it is one column."""
        return dict.fromkeys(await self.columns()) | {row[0]: row[1] for row in await self._connection.fetch(_KEYS)}

    async def insert(self, table: Table, rows: Sequence[Row]) -> None:
        """Write rows by COPY; `Damaged` names what PostgreSQL cannot hold."""
        _refuse_nul(table, rows)
        try:
            await self._connection.copy_records_to_table(table.name, records=rows, columns=list(table.columns))
        except (asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as exc:
            msg = f"rows of {table.name} cannot be written: {exc}"
            raise Damaged(msg) from exc

    async def clear(self, names: Sequence[str]) -> None:
        """Empty these tables."""
        if names:
            listed = ", ".join(f'"{name}"' for name in names)
            await self._connection.execute(f"TRUNCATE {listed}")

    async def loosen(self) -> None:
        """Take foreign keys away, and what narrows the owner; harmless when that was done."""
        await self._be("")
        if await get_state(self, _LOOSE) is not None:
            return
        references = [list(row) for row in await self.rows(_REFERENCES)]
        forced = [row[0] for row in await self.rows(_FORCED)]
        await set_state(self, _LOOSE, json.dumps({"references": references, "forced": forced}))
        for table in forced:
            await self._connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        for table, name, _ in references:
            await self._connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')

    async def tighten(self, names: Sequence[str]) -> None:
        """Put both back: the server looks at every row; then number on after the greatest ids of `names`."""
        kept = json.loads(await get_state(self, _LOOSE) or '{"references": [], "forced": []}')
        for table, name, definition in kept["references"]:
            try:
                await self._connection.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
            except asyncpg.ForeignKeyViolationError as exc:
                msg = f"rows of {table} point nowhere ({exc.detail}): what was read was not whole"
                raise Damaged(msg) from exc
        for table, column, sequence in await self.rows(_NUMBERED):
            if table in names:
                greatest = f'(SELECT COALESCE(MAX("{column}"), 0) + 1 FROM "{table}")'  # noqa: S608  # of the catalogue
                await self.rows(f"SELECT setval('{sequence}', {greatest}, false)")
        for table in kept["forced"]:
            await self._connection.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        await set_state(self, _LOOSE, None)

    async def prepare_state(self) -> None:
        """Make the table of the state, readable for whoever serves."""
        await self._be("")
        await self._connection.execute(f"CREATE TABLE IF NOT EXISTS {STATE} (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
        await self._connection.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {STATE} TO {APP}, {ADMIN}")

    async def others(self) -> int:
        """How many sessions of Omni this database has."""
        sessions = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1"
        return int(await self._connection.fetchval(sessions, APPLICATION))

    async def _be(self, role: str) -> None:
        if role != self._role:
            await self._connection.execute(f'SET ROLE "{role}"' if role else "RESET ROLE")
            self._role = role


def _refuse_nul(table: Table, rows: Sequence[Row]) -> None:
    """SQLite holds them, PostgreSQL does not; its own words would name neither row nor column."""
    for index, (column, kind) in enumerate(table.kinds.items()):
        if kind not in {"text", "json"}:
            continue
        sign = "\0" if kind == "text" else "\\u0000"
        for row in rows:
            if row[index] is not None and sign in row[index]:
                which = f"the row {row[table.columns.index(table.key)]} of " if table.key else ""
                msg = (
                    f"{table.name}.{column}: {which}{table.name} holds a NUL character, which PostgreSQL cannot: remove it there"
                )
                raise Damaged(msg)
