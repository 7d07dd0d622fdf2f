"""Segments as Parquet in the blob store, asked by DuckDB in this process."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Self

from omni_analytics import Segment, Warehouse
from omni_sdk import Tenant
from omni_sdk.errors import Invalid, Unavailable
from omni_sdk.services import Blobs

from .config import DuckDBConfig
from .copies import Copies
from .database import Database
from .errors import TooSlow, Unreadable, translated
from .expressions import asked

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.expr.types import Expr

PARQUET = "application/vnd.apache.parquet"
ROW_GROUP = 100_000
TRIES = 3
"""How often the copies of a query's segments are fetched anew, when other processes remove them for lack of room."""


class DuckDB(Warehouse):
    """Of one tenant once `for_tenant` has bound it; before, it answers nothing.

    Each query has a database of its own, in memory, which may open the files of that tenant's segments and no others, and
    whose configuration is locked. So several processes read and write safely: files never change, and who lists them is the
    hub's table of segments.
    """

    Config = DuckDBConfig

    def __init__(self, config: DuckDBConfig) -> None:
        self.config = config
        self._copies = Copies(config.cache.absolute(), config.cache_bytes, config.cache_days)
        self._gate = asyncio.Semaphore(config.queries)
        self._tenant: Tenant | None = None

    def for_tenant(self, tenant: Tenant) -> Self:
        """The view of one tenant; it shares copies and limits with all others of this process."""
        bound = object.__new__(type(self))
        bound.__dict__ = self.__dict__ | {"_tenant": tenant}
        return bound

    @property
    def tenant(self) -> Tenant:
        """Whose view it is."""
        if self._tenant is None:
            msg = "this is nobody's view of the warehouse: ask for it in the context of a tenant"
            raise LookupError(msg)
        return self._tenant

    async def write(self, blobs: Blobs, name: str, day: date, events: pa.Table) -> Segment:
        """One Parquet file."""
        content = await asyncio.to_thread(parquet_of, events)
        await blobs.write(name, content, media_type=PARQUET)
        await asyncio.to_thread(self._copies.keep, self.tenant.id, name, content)
        return Segment(name, day, events.num_rows, len(content))

    async def query(self, blobs: Blobs, segments: Sequence[Segment], expression: Expr) -> pa.Table:
        """By SQL, in a thread; `Unavailable` when it takes longer, or more memory, than the operator allows."""
        tenant, (sql, brought) = self.tenant, asked(expression)
        async with self._gate:
            for _ in range(TRIES):
                paths = await self._copies.present(tenant.id, blobs, segments)
                try:
                    return await self._run(sql, brought, paths)
                except (Unreadable, Invalid):  # of a file that is missing DuckDB says that it may not look for others
                    if await asyncio.to_thread(_all_there, paths):
                        raise
        msg = "copies of the segments are removed as soon as they are fetched: cache_bytes in [drivers.warehouse] is too small"
        raise Unavailable(msg)

    async def drop(self, blobs: Blobs, name: str) -> None:
        """The file, and its copy here."""
        await blobs.delete(name)
        await asyncio.to_thread(self._copies.forget, self.tenant.id, name)

    async def _run(self, sql: str, brought: Mapping[str, pa.Table], paths: Sequence[Path]) -> pa.Table:
        with closing(Database(self.config, self._copies.folder / "spilled")) as database:
            task = asyncio.create_task(asyncio.to_thread(self._answer, database, sql, brought, paths))
            try:
                return await asyncio.wait_for(asyncio.shield(task), self.config.seconds)
            except TimeoutError as error:
                msg = f"the query took longer than {self.config.seconds:g} s: ask for a shorter period"
                raise TooSlow(msg) from error
            finally:
                await _ended(task, database)

    def _answer(self, database: Database, sql: str, brought: Mapping[str, pa.Table], paths: Sequence[Path]) -> pa.Table:
        with translated(self.config.memory_mb):
            return database.answer(sql, brought, paths)


async def _ended(task: asyncio.Task[pa.Table], database: Database) -> None:
    """Have a query that nobody waits for any more end, and wait for that: it holds memory and files."""
    while not task.done():
        database.interrupt()  # again and again: before the query itself has begun it says nothing
        await asyncio.wait([task], timeout=0.05)
    if not task.cancelled():
        task.exception()  # taken note of


def _all_there(paths: Sequence[Path]) -> bool:
    return all(path.exists() for path in paths)


def parquet_of(events: pa.Table) -> bytes:
    """A Parquet file, the same for the same events."""
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(events, sink, compression="zstd", row_group_size=ROW_GROUP, version="2.6")
    return sink.getvalue()
