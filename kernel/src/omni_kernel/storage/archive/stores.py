"""What backup, restore and transfer want of a database: one connection of their own, with all rows in reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from omni_kernel.storage.database import dialect_of
from omni_kernel.storage.migrations import LEDGER

from . import shape
from .errors import Damaged, Refused
from .shape import STATE
from .values import Digest, python

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from contextlib import AbstractAsyncContextManager
    from typing import Self

    from omni_kernel.storage.database import App, Dialect

    from .shape import Table

BATCH: Final = 1000
"""Rows in memory at a time."""

Row = tuple[Any, ...]


class Store(Protocol):
    """A connection to a database, `?` for parameters. Open it by `async with`."""

    dialect: Dialect
    shown: str
    """Its address, for people."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *error: object) -> None: ...

    def snapshot(self) -> AbstractAsyncContextManager[None]:
        """What is read inside is as it was at the beginning, whoever writes meanwhile."""

    def transaction(self) -> AbstractAsyncContextManager[None]:
        """What is written inside is written whole, or not at all."""

    async def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run a statement; gives its rows."""

    def stream(self, sql: str, values: Sequence[Any] = ()) -> AsyncIterator[list[Row]]:
        """The same in batches."""

    async def columns(self) -> dict[str, dict[str, str]]:
        """Columns of every table, with the types that they were declared with."""

    async def keys(self) -> dict[str, str | None]:
        """The primary key of every table, if it is one column."""

    async def insert(self, table: Table, rows: Sequence[Row]) -> None:
        """Write rows, their values as `values.python` gives them."""

    async def clear(self, names: Sequence[str]) -> None:
        """Empty these tables."""

    async def loosen(self) -> None:
        """From now on rows may come in any order, whatever refers to whatever, over all transactions until `tighten`."""

    async def tighten(self, names: Sequence[str]) -> None:
        """Check every reference, number on after the greatest ids, and be as before; `Damaged` names what points nowhere."""

    async def prepare_state(self) -> None:
        """Make the table of the state, readable for whoever serves."""

    async def others(self) -> int:
        """How many processes of Omni have this database open; 0 where the database cannot know (SQLite: see `in_use`)."""


async def tables_of(store: Store, apps: Sequence[App]) -> list[Table]:
    """All tables with their columns."""
    return shape.tables(apps, await store.columns(), await store.keys())


async def ledger(store: Store) -> list[list[str]]:
    """Migrations that were applied, as `[app, name]`; empty where there is no ledger yet."""
    if LEDGER not in await store.columns():
        return []
    return sorted([app, name] for app, name in await store.rows(f"SELECT app, name FROM {LEDGER}"))  # noqa: S608


async def count(store: Store, table: Table) -> int:
    """How many rows it has."""
    return int((await store.rows(f'SELECT COUNT(*) FROM "{table.name}"'))[0][0])  # noqa: S608  # of the catalogue


async def read(store: Store, table: Table, after: Any = None) -> AsyncIterator[list[Row]]:
    """All rows in batches, as Python has them, by primary key from `after` on where there is one."""
    names = ", ".join(f'"{name}"' for name in table.columns)
    where = f' WHERE "{table.key}" > ?' if after is not None else ""
    order = f' ORDER BY "{table.key}"' if table.key else ""
    sql = f'SELECT {names} FROM "{table.name}"{where}{order}'  # noqa: S608  # of the catalogue
    async for rows in store.stream(sql, [] if after is None else [after]):
        yield [typed(table, row) for row in rows]


def typed(table: Table, row: Sequence[Any]) -> Row:
    """A row's values as Python has them; `Damaged` names the first that is none of its kind."""
    done: list[Any] = []
    for (column, kind), value in zip(table.kinds.items(), row, strict=True):
        try:
            done.append(python(kind, value))
        except (ValueError, ArithmeticError, TypeError) as exc:
            where = f" of the row {done[table.columns.index(table.key)]}" if table.key in table.columns[: len(done)] else ""
            msg = f"{table.name}.{column}{where} holds {value!r:.80}, which is no {kind}: mend it first"
            raise Damaged(msg) from exc
    return tuple(done)


async def digest(store: Store, table: Table) -> Digest:
    """The hash and the number of its rows."""
    found = Digest(list(table.kinds.values()))
    async for rows in read(store, table):
        for row in rows:
            found.add(row)
    return found


async def state(store: Store) -> dict[str, str]:
    """All that this package noted in the database."""
    if STATE not in await store.columns():
        return {}
    return {str(key): str(value) for key, value in await store.rows(f"SELECT key, value FROM {STATE}")}  # noqa: S608  # a constant


async def get_state(store: Store, key: str) -> str | None:
    """One thing of it."""
    return (await state(store)).get(key)


async def set_state(store: Store, key: str, value: str | None) -> None:
    """Note it, or (None) forget it; in the transaction at hand."""
    await store.rows(f"DELETE FROM {STATE} WHERE key = ?", [key])  # noqa: S608  # a constant
    if value is not None:
        await store.rows(f"INSERT INTO {STATE} (key, value) VALUES (?, ?)", [key, value])  # noqa: S608  # a constant


def store_of(url: str) -> Store:
    """The store behind a database URL."""
    from .postgres import Postgres
    from .sqlite import Sqlite

    try:
        return Sqlite(url) if dialect_of(url) == "sqlite" else Postgres(url)
    except ValueError as error:
        raise Refused(str(error)) from error
