"""What row-level security and `TenantModel` add to a query: the same work by two ways, in turns, in one process.

Runs as a process of its own, with the benchmark's plugin on its path. Prints, by what is done and by which way, pairs of
seconds per operation: by the clock, and of processor time, the database server's included.
"""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from importlib import import_module
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import uvloop
from tortoise import fields
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import AwaitableQuery, QuerySet

from omni_kernel.storage import migrations
from omni_kernel.storage.database import App, Database
from omni_sdk import _scoping
from omni_sdk._scope import Scope, entered
from omni_sdk.testing import postgres
from tests.benchmarks.store_package import LABEL, PACKAGE
from tests.benchmarks.turns import Do, Samples, Work, turns

TENANTS, PAGE = 20, 20
POOL = 8
AT_ONCE = (1, 8)
TEXT = "Lorem ipsum dolor sit amet, consetetur sadipscing elitr. " * 4
TABLE = "p_bench_store__note"


class Plain(Model):
    """The same table, to somebody who minds the tenant himself."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    created_at = fields.DatetimeField(auto_now_add=True)
    tenant_id = fields.UUIDField(db_index=True)
    title = fields.CharField(max_length=200)
    text = fields.TextField()
    number = fields.IntField()

    class Meta:
        """Its table."""

        table = TABLE


class Rows:
    """The rows of one tenant among others."""

    def __init__(self, note: Any, tenant: UUID, ids: list[UUID]) -> None:
        self.note, self.tenant, self.ids = note, tenant, ids

    def id(self, number: int) -> UUID:
        """One after the other; a step that goes through all of them."""
        return self.ids[number * 7 % len(self.ids)]

    def start(self, number: int) -> int:
        """Where a page begins."""
        return number * 7 % max(len(self.ids) - PAGE, 1)


def apps(*more: App) -> list[App]:
    """The plugin's tables, and others for them."""
    plugin = import_module(f"{PACKAGE}.plugin")
    return [App(LABEL, [plugin.Note, plugin.AuditedNote], f"{PACKAGE}.migrations"), *more]


async def filled(url: str, rows: int) -> Rows:
    """Migrated, with so many rows for each of some tenants; the database knows them well."""
    await migrations.migrate(url, apps())
    note: Any = import_module(f"{PACKAGE}.plugin").Note
    tenants = [uuid4() for _ in range(TENANTS)]
    database = Database(url, apps())
    await database.open()
    try:
        for tenant in tenants:
            with entered(Scope(tenant_id=tenant)):
                made = [note(title=f"Note {number}", text=TEXT, number=number) for number in range(rows)]
                await note.bulk_create(made, batch_size=500)
        return Rows(note, tenant, [row.id for row in made])
    finally:
        await database.close()


# -- row-level security ---------------------------------------------------------------------------------------------


async def security(url: str, server: str, pid: int, rows: int, rounds: int, count: int) -> Samples:
    """The kernel's client under `omni_app` with policies, and Tortoise's as owner on a copy without."""
    found = await filled(url, rows)
    await postgres.execute("VACUUM ANALYZE", url)
    copy = postgres.create(urlsplit(url).path[1:], server=server)
    await without_policies(other := postgres.database_url(copy, server))
    database = Database(url, apps(), POOL)
    await database.open()
    try:
        async with stock_client(other) as stock:
            clients = {"omni": database._client(), "stock": stock}
            await refused(clients["omni"])
            work: Work = {
                f"{name}, {at_once} at a time": {way: (bound(do, found, client), at_once, nullcontext) for way, client in clients.items()}
                for name, do in QUERIES.items()
                for at_once in AT_ONCE
            }  # fmt: skip
            with entered(Scope(tenant_id=found.tenant)):
                return await turns(work, rounds, count, pid)
    finally:
        await database.close()


async def without_policies(url: str) -> None:
    """As the tables were before they were secured."""
    for table in (TABLE, "p_bench_store__audited_note"):
        for statement in ("DISABLE ROW LEVEL SECURITY", "NO FORCE ROW LEVEL SECURITY"):
            await postgres.execute(f'ALTER TABLE "{table}" {statement}', url)
        for policy in ("omni_scope", "omni_all"):
            await postgres.execute(f'DROP POLICY {policy} ON "{table}"', url)


async def refused(client: Any) -> None:
    """See that row-level security is at work: another tenant sees nothing by SQL that asks for all."""
    with entered(Scope(tenant_id=uuid4())):
        seen = await client.execute_query_dict(f"SELECT count(*) AS rows, current_user AS name FROM {TABLE}")
    if [dict(row) for row in seen] != [{"rows": 0, "name": "omni_app"}]:
        raise RuntimeError(f"row-level security is not at work: {seen}")


@asynccontextmanager
async def stock_client(url: str) -> AsyncIterator[AsyncpgDBClient]:
    """Tortoise's own, with a pool as large."""
    parts = urlsplit(url)
    host = parts.hostname or parse_qs(parts.query)["host"][0]
    client = AsyncpgDBClient(
        user=parts.username, password=parts.password or None, database=parts.path[1:], host=host, port=parts.port or 5432,
        minsize=0, maxsize=POOL, connection_name="postgres",
    )  # fmt: skip
    await client.create_connection(with_db=True)
    try:
        yield client
    finally:
        await client.close()


def bound(do: Callable[[Rows, Any, int], Awaitable[object]], rows: Rows, client: Any) -> Do:
    """By one client."""
    return lambda number: do(rows, client, number)


async def by_id(rows: Rows, client: Any, number: int) -> None:
    """One row."""
    await rows.note.get(id=rows.id(number), using_db=client)


async def page(rows: Rows, client: Any, number: int) -> None:
    """A list."""
    found = await rows.note.filter(number__gte=rows.start(number)).order_by("number").limit(PAGE).using_db(client)
    assert len(found) == PAGE


async def insert(rows: Rows, client: Any, number: int) -> None:
    """One row more; with a number that no page shows."""
    await rows.note.create(using_db=client, title="New", text=TEXT, number=1_000_000 + number)


async def update(rows: Rows, client: Any, number: int) -> None:
    """One row, in place."""
    assert await rows.note.filter(id=rows.id(number)).using_db(client).update(text=TEXT[number % 50 :]) == 1


QUERIES = {"get by id": by_id, f"list of {PAGE}": page, "insert": insert, "update": update}


# -- TenantModel ----------------------------------------------------------------------------------------------------


async def reads(url: str, rows: int, rounds: int, count: int) -> Samples:
    """`TenantModel` and a plain model on the same table, by the kernel's client."""
    found = await filled(url, rows)
    if url.startswith("postgres"):
        await postgres.execute("VACUUM ANALYZE", url)
    database = Database(url, apps(App("plain", [Plain], None)), POOL)
    await database.open()
    try:
        work: Work = {
            name: {"omni": (ours, 1, nullcontext), "plain": (theirs, 1, untouched)}
            for (name, ours), (_, theirs) in zip(scoped(found).items(), by_hand(found).items(), strict=True)
        }
        with entered(Scope(tenant_id=found.tenant)):
            await alike(work)
            return await turns(work, rounds, count)
    finally:
        await database.close()


def scoped(rows: Rows) -> dict[str, Do]:
    """As a plugin writes it."""
    note = rows.note

    def page(number: int) -> Any:
        return note.filter(number__gte=rows.start(number)).order_by("number").limit(PAGE)

    return {
        "get": lambda n: note.get(id=rows.id(n)),
        f"list of {PAGE}": page,
        f"values_list of {PAGE}": lambda n: page(n).values_list("id", "title"),
        "count": lambda n: note.filter(number__lt=rows.start(n)).count(),
    }


def by_hand(rows: Rows) -> dict[str, Do]:
    """As somebody writes it who minds the tenant himself."""
    tenant = rows.tenant

    def page(number: int) -> Any:
        return Plain.filter(tenant_id=tenant, number__gte=rows.start(number)).order_by("number").limit(PAGE)

    return {
        "get": lambda n: Plain.get(id=rows.id(n), tenant_id=tenant),
        f"list of {PAGE}": page,
        f"values_list of {PAGE}": lambda n: page(n).values_list("id", "title"),
        "count": lambda n: Plain.filter(tenant_id=tenant, number__lt=rows.start(n)).count(),
    }


async def alike(work: Work) -> None:
    """See that both ways find the same."""
    for name, ways in work.items():
        answers = [shown(await do(3)) for do, _, _ in ways.values()]
        if any(one != other for one, other in pairwise(answers)):
            raise RuntimeError(f"{name}: not the same answers: {answers}")


def shown(answer: Any) -> Any:
    """Something to compare."""
    if isinstance(answer, Model):
        return [getattr(answer, name) for name in ("id", "created_at", "tenant_id", "title", "text", "number")]
    return [shown(row) for row in answer] if isinstance(answer, list) else answer


@contextmanager
def untouched() -> Iterator[None]:
    """Tortoise as it is without the SDK, which puts a look at the model's bound before every query of any model."""
    ours = QuerySet.__init__, AwaitableQuery.resolve_filters, Q._process_filter_kwarg
    own = _scoping._plain_init, _scoping._plain_resolve, _scoping._plain_filter
    QuerySet.__init__, AwaitableQuery.resolve_filters, Q._process_filter_kwarg = own  # type: ignore[method-assign]
    try:
        yield
    finally:
        QuerySet.__init__, AwaitableQuery.resolve_filters, Q._process_filter_kwarg = ours  # type: ignore[method-assign]


async def main(what: str, *given: str) -> Samples:
    """`security URL SERVER PID ROWS ROUNDS COUNT` or `reads URL ROWS ROUNDS COUNT`."""
    if what == "security":
        return await security(given[0], given[1], *map(int, given[2:]))
    return await reads(given[0], *map(int, given[1:]))


if __name__ == "__main__":
    print(json.dumps(uvloop.run(main(*sys.argv[1:]))))
