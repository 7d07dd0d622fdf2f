"""What is sealed under the key ring, counted by key and re-encrypted under the first one while everybody writes on."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from omni_kernel.http.idempotency import bound_to
from omni_kernel.http.models import IdempotencyRecord
from omni_kernel.plugins.gate import settings_binding
from omni_kernel.plugins.models import TenantPlugin
from omni_kernel.services.urls import LONGEST_LINK
from omni_sdk import Job, PlatformContext, job

from .database import numbered
from .keyfile import NEXT
from .secrets import VERSION, SecretUnreadable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from omni_kernel.app import Kernel

    from .database import App

    Row = dict[str, Any]

JOB: Final = "secrets-rewrap"
BATCH: Final = 100
"""Rows that are read at a time; on SQLite also written in one transaction, while nobody else writes."""
SETTLE: Final = timedelta(minutes=15)
"""Longer than any transaction: what was encrypted just before a rotation is committed by then, and counted."""
_TOKEN: Final = f"{VERSION}:________:%"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A column that holds tokens of the key ring."""

    table: str
    column: str
    key: str
    """The table's primary key."""
    binding: Callable[[Row], str]
    """What the token of a row is bound to."""
    also: tuple[str, ...] = ()
    """Further columns that `binding` reads."""

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"


@dataclass(slots=True)
class Report:
    """How a run went."""

    rewrapped: int = 0
    unreadable: dict[str, str] = field(default_factory=dict)
    """Rows that did not open, by `table.column:id`, and why; they stay as they are."""


def sealed_columns(apps: Iterable[App]) -> list[Sealed]:
    """Every SecretField of every model, and what the kernel seals beside them."""
    found = [_secret(model, name) for app in apps for model in app.models for name in sorted(getattr(model, "_secrets", ()))]
    settings, answer = TenantPlugin._meta.db_table, IdempotencyRecord._meta.db_table
    return [
        *found,
        Sealed(settings, "settings", "id", _settings, ("tenant_id", "plugin_id")),
        Sealed(answer, "answer", "id", lambda row: bound_to(row["digest"]), ("digest",)),
    ]


def _settings(row: Row) -> str:
    return settings_binding(row["tenant_id"], row["plugin_id"])


def _secret(model: Any, name: str) -> Sealed:
    """As `omni_sdk._fields.place` names it."""
    table, secret, key = model._meta.db_table, model._meta.fields_map[name], model._meta.pk
    column, key_column = secret.source_field or name, key.source_field or key.model_field_name
    return Sealed(table, column, key_column, lambda row: f"{table}.{column}:{row[key_column]}")


class Rewrap:
    """Of one kernel. By the administrators' connection, since secrets of all tenants are meant."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel, self._ring = kernel, kernel.keyring

    async def counts(self) -> dict[str, Counter[str]]:
        """Tokens by `table.column` and key id, those of tables included whose plugin is not loaded."""
        found = {}
        columns = [(each.table, each.column) for each in sealed_columns(self._kernel.apps())]
        for table, column in [*columns, *await self._strangers()]:
            rows = await self._rows(
                f'SELECT substr("{column}", {len(VERSION) + 2}, 8) AS id, COUNT(*) AS n FROM "{table}" '  # noqa: S608  # names
                f"WHERE \"{column}\" LIKE '{_TOKEN}' GROUP BY 1"
            )
            found[f"{table}.{column}"] = Counter({row["id"]: row["n"] for row in rows})
        return found

    async def run(self, progress: Callable[[str, int], None] | None = None) -> Report:
        """Re-encrypt whatever is under an old key; it can be broken off at any point, and run again."""
        report = Report()
        for sealed in sealed_columns(self._kernel.apps()):
            async for rows in self._old(sealed):
                report.rewrapped += await self._batch(sealed, rows, report)
                if progress:
                    progress(str(sealed), report.rewrapped)
                await asyncio.sleep(0)  # let others write in between
        return report

    async def retire(self, key_ids: Iterable[str], *, end_links: bool = False) -> dict[str, str]:
        """Take old keys out of the ring that nothing is under; gives, for those that stay, why they must."""
        wanted, held = list(key_ids), {}
        counts = await self.counts() if wanted else {}
        for key_id in wanted:
            under = {place: counted[key_id] for place, counted in counts.items() if counted[key_id]}
            if reason := self._too_young(key_id, end_links=end_links) or _told(under):
                held[key_id] = reason
        if free := [key_id for key_id in wanted if key_id not in held]:
            self._ring.drop(free)
        return held

    def old(self) -> list[str]:
        """Ids of keys that were replaced."""
        return [key.id for key in self._ring.keys[1:] if key.since != NEXT]

    def _too_young(self, key_id: str, *, end_links: bool) -> str:
        replaced, now = self._ring.replaced_at(key_id), self._kernel.clock.now()
        if replaced is None:
            return ""  # of a ring that noted no times: old enough
        if now < replaced + SETTLE:
            return f"it was replaced at {replaced:%H:%M} UTC, and writes may be under way: retire it {SETTLE} later"
        if now < replaced + LONGEST_LINK and not end_links:
            until = replaced + LONGEST_LINK
            return f"signed links made under it may be valid until {until:%Y-%m-%d}: wait, or end them with --end-links"
        return ""

    async def _old(self, sealed: Sealed) -> AsyncIterator[list[Row]]:
        """Batches of rows under another key than the first, by id, so that one that does not open is met once."""
        columns = ", ".join(f'"{name}"' for name in dict.fromkeys([sealed.key, sealed.column, *sealed.also]))
        where = f"\"{sealed.column}\" LIKE '{_TOKEN}' AND \"{sealed.column}\" NOT LIKE '{VERSION}:{self._ring.keys[0].id}:%'"
        last: list[object] = []
        while True:
            after = f'AND "{sealed.key}" > ?' if last else ""
            rows = await self._rows(
                f'SELECT {columns} FROM "{sealed.table}" WHERE {where} {after} ORDER BY "{sealed.key}" LIMIT {BATCH}',  # noqa: S608
                last,
            )
            if not rows:
                return
            yield rows
            last = [rows[-1][sealed.key]]

    async def _batch(self, sealed: Sealed, rows: list[Row], report: Report) -> int:
        changed = 0
        fresh = [(row, token) for row in rows if (token := self._again(sealed, row, report))]
        async with self._together() as client:
            for row, token in fresh:
                changed += await self._replace(client, sealed, row, token)
        return changed

    @asynccontextmanager
    async def _together(self) -> AsyncIterator[Any]:
        """On SQLite one transaction, for speed; on PostgreSQL none, since whoever holds one row's lock only deadlocks with nobody."""
        if self._kernel.db.dialect == "sqlite":
            async with self._client._in_transaction() as transaction:
                yield transaction
        else:
            yield self._client

    async def _replace(self, client: Any, sealed: Sealed, row: Row, token: str) -> int:
        """Only where nobody has written since: his word counts, and is under the first key already."""
        update = f'UPDATE "{sealed.table}" SET "{sealed.column}" = ? WHERE "{sealed.key}" = ? AND "{sealed.column}" = ?'  # noqa: S608
        return int((await client.execute_query(self._sql(update), [token, row[sealed.key], row[sealed.column]]))[0])

    def _again(self, sealed: Sealed, row: Row, report: Report) -> str | None:
        place = sealed.binding(row)
        try:
            return self._ring.encrypt(self._ring.decrypt(row[sealed.column], place), place)
        except SecretUnreadable as error:
            report.unreadable[f"{sealed}:{row[sealed.key]}"] = str(error)
            return None

    async def _strangers(self) -> list[tuple[str, str]]:
        """Columns of text in tables that no loaded plugin has: their secrets count, though nobody can open them."""
        mine = {model._meta.db_table for app in self._kernel.apps() for model in app.models}
        others = [table for table in await self._kernel.db.tables() if table not in mine]
        return [(table, name) for table in others for name in await self._texts(table)]

    async def _texts(self, table: str) -> list[str]:
        if self._kernel.db.dialect == "sqlite":
            rows = await self._rows(f'SELECT name, type FROM pragma_table_info("{table}")')  # noqa: S608
            return [row["name"] for row in rows if row["type"].upper().startswith(("TEXT", "VARCHAR"))]
        columns = "SELECT column_name AS name FROM information_schema.columns WHERE table_schema = current_schema()"
        rows = await self._rows(f"{columns} AND table_name = ? AND data_type IN ('text', 'character varying')", [table])
        return [row["name"] for row in rows]

    async def _rows(self, sql: str, values: list[object] | None = None) -> list[Row]:
        return [dict(row) for row in (await self._client.execute_query(self._sql(sql), values or []))[1]]

    def _sql(self, sql: str) -> str:
        return sql if self._kernel.db.dialect == "sqlite" else numbered(sql)

    @property
    def _client(self) -> Any:
        return self._kernel.db.everybodys()


def _told(under: dict[str, int]) -> str:
    rows = ", ".join(f"{count} in {place}" for place, count in sorted(under.items()))
    return f"it still holds {sum(under.values())} secrets ({rows}): run omni secrets rewrap" if under else ""


@job(JOB, timeout=timedelta(hours=2), unique=lambda: JOB)
async def rewrap(ctx: PlatformContext) -> dict[str, Any]:
    """Re-encrypt what is under an old key; the result says how many rows, and which did not open."""
    kernel: Kernel = ctx.kernel  # type: ignore[attr-defined]  # the kernel's own jobs are handed more than is promised
    report = await Rewrap(kernel).run()
    return {"rewrapped": report.rewrapped, "unreadable": sorted(report.unreadable)}


def jobs() -> list[Job[..., Any]]:
    """The kernel's jobs about secrets."""
    return [rewrap]
