"""What the ORM leaves open, tried on PostgreSQL's row-level security, whatever database this run is for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.metadata import entry_points
from typing import Any
from uuid import UUID

import omni_access.open
import pytest
import pytest_asyncio
from omni_access.open import NOTHING, OWN, ROWS
from omni_access.table import OPEN
from omni_access.world import FAMILIES, MARK, Family, World, connected, shown
from omni_notes.plugin import plugin as notes
from tortoise.exceptions import BaseORMException, IntegrityError, OperationalError

from omni_kernel.app import Kernel
from omni_kernel.storage import security
from omni_kernel.storage.database import App
from omni_kernel.storage.postgres import Client, ScopeChanged
from omni_sdk import Plugin
from omni_sdk._scope import Scope, entered
from omni_sdk.testing import postgres
from omni_sdk.testing.app import Bench

assert omni_access.open
pytestmark = pytest.mark.asyncio(loop_scope="module")
SECURED = [family for family in FAMILIES if family.kind != "credential"]
"""A credential is read before a tenant is known: exempt by the name of its base."""
KINDS = pytest.mark.parametrize("family", SECURED, ids=lambda family: family.kind)
A, B = Scope(tenant_id=UUID(int=0xA)), Scope(tenant_id=UUID(int=0xB))


@asynccontextmanager
async def secured() -> AsyncIterator[tuple[dict[str, World], Client]]:
    """Worlds over the connection that serves, and one that sees everything."""
    name = postgres.create()
    url = postgres.database_url(name)
    listed = [App(family.kind, list(family.tables.values()), None) for family in FAMILIES]
    async with connected({"dsn": url}) as context:
        await context.generate_schemas()
        async with context.connections.get("default")._in_transaction() as owner:
            await security.secure(owner, listed)
    keeper = Client(dsn=url, connection_name="keeper")
    await keeper.create_connection(with_db=True)
    async with connected({"dsn": url, "role": security.APP, "minsize": 1, "maxsize": 2}) as context:
        yield {family.kind: World(family, context, keeper) for family in FAMILIES}, keeper
    await keeper.close()
    postgres.drop(name)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place() -> AsyncIterator[tuple[dict[str, World], Client]]:
    """One for all."""
    async with secured() as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def world(place: tuple[dict[str, World], Client], family: Family) -> World:
    """The rows of before."""
    return await place[0][family.kind].restored()


@KINDS
@pytest.mark.parametrize("name", [name for name, path in OPEN.items() if path.backed == ROWS])
async def test_paths_round_the_orm(world: World, name: str) -> None:
    """Each that shows or changes B's rows without row-level security does neither with it."""
    with entered(world.a):
        try:
            found = await OPEN[name].attempt(world)
        except BaseORMException as refused:
            found = str(refused)
    assert MARK not in shown(found)
    assert world.of_b(await world.dump()) == world.of_b(world.first)


@KINDS
@pytest.mark.parametrize("name", [name for name, path in OPEN.items() if path.backed == ROWS])
async def test_paths_round_the_orm_with_nobody_in_scope(world: World, name: str) -> None:
    """They raise, and do not give an empty answer that somebody could take for the truth."""
    with entered(Scope()), pytest.raises((BaseORMException, RuntimeError)):
        await OPEN[name].attempt(world)
    assert await world.dump() == world.first


@KINDS
async def test_links_across_cannot_be_made(world: World, family: Family) -> None:
    """Not by SQL either, and neither way round; the server's own check of foreign keys would let them pass."""
    assert [name for name, path in OPEN.items() if path.backed == OWN] == ["cascade"]
    pairs = ((world.our_doc, "author_id", world.theirs), (world.our_profile, "author_id", world.theirs))
    for row, column, parent in (*pairs, (world.top, "parent_id", world.their_node)):
        sql = f'UPDATE "{row._meta.db_table}" SET {column} = $1 WHERE id = $2'
        for connection in (world.db, world.keeper):
            assert connection is not None
            with entered(world.a), pytest.raises(IntegrityError):
                await connection.execute_query(sql, [parent.id, row.id])
    with entered(world.a):
        await world.ours.delete()
    assert world.of_b(await world.dump()) == world.of_b(world.first), family


@KINDS
async def test_what_nothing_closes(world: World) -> None:
    """Whether an id (or what is unique over all) is taken can be told: by the name it has in the table."""
    with entered(world.a):
        for path in (path for path in OPEN.values() if path.backed == NOTHING):
            assert MARK in shown(await path.attempt(world))


@KINDS
async def test_a_view_shows_no_more_than_its_table(world: World) -> None:
    """One that the owner made as row-level security wants it (`security_invoker`); one without is named here."""
    table = world.Doc._meta.db_table
    assert world.keeper
    for option, seen in (("WITH (security_invoker = true)", 2), ("", 4)):
        await world.keeper.execute_script(f"CREATE OR REPLACE VIEW seen {option} AS SELECT * FROM {table}")
        await world.keeper.execute_script(f"GRANT SELECT ON seen TO {security.APP}")
        try:
            with entered(world.a):
                found = await world.db.execute_query_dict("SELECT title FROM seen")
            assert len(found) == seen, "a superuser's view shows all: make none but as above"
        finally:
            await world.keeper.execute_script("DROP VIEW seen")


FORBIDDEN = {
    "truncate": "TRUNCATE {table}",
    "disable": "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    "unforce": "ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
    "policy": "CREATE POLICY mine ON {table} USING (true)",
    "drop-policy": "DROP POLICY omni_scope ON {table}",
    "drop": "DROP TABLE {table}",
    "create": "CREATE TABLE mine (id int)",
    "trigger": "CREATE TRIGGER t AFTER INSERT ON {table} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "rule": "CREATE RULE r AS ON SELECT TO {table} DO INSTEAD SELECT 1",
    "grant": "GRANT omni_admin TO omni_app",
    "own": "ALTER TABLE {table} OWNER TO omni_app",
    "passwords": "SELECT * FROM pg_authid",
    "files": "SELECT pg_read_file('postgresql.conf')",
    "program": "COPY {table} TO PROGRAM 'cat'",
    "bypass": "ALTER ROLE omni_app BYPASSRLS",
    "settings": "ALTER SYSTEM SET row_security = off",
    "replica": "SET session_replication_role = replica",
    "off": "SET row_security = off; SELECT * FROM {table}",
    "lock-check": "ALTER TABLE {table} DISABLE TRIGGER ALL",
}


@KINDS
@pytest.mark.parametrize("name", FORBIDDEN)
async def test_the_role_that_serves_may_not(world: World, name: str) -> None:
    """Each is refused for want of the right to it."""
    sql = FORBIDDEN[name].format(table=world.Doc._meta.db_table)
    with entered(world.a), pytest.raises(BaseORMException, match=r"permission|must be|owner|policy"):
        await world.db.execute_script(sql)
    assert await world.dump() == world.first


@KINDS
@pytest.mark.parametrize(
    "left", ["SET {setting} = '{b}'", "SELECT set_config('{setting}', '{b}', false)", "SET search_path = ''"]
)
async def test_what_a_statement_left_behind_is_gone(world: World, family: Family, left: str) -> None:
    """Hostile SQL can name another tenant; the next to get the connection is told anew."""
    sql = left.format(setting=f"omni.{family.column}", b=world.owner_b)
    for _ in range(4):  # both connections of the pool
        with entered(world.a):
            await world.db.execute_script(sql)
    for _ in range(4):
        with entered(world.a):
            rows = await world.db.execute_query_dict(f"SELECT title FROM public.{world.Doc._meta.db_table}")
        assert sorted(row["title"] for row in rows) == ["crossed", "mine"]


@KINDS
@pytest.mark.parametrize("role", ["SET ROLE omni_admin", "RESET ROLE", "SET SESSION AUTHORIZATION DEFAULT"])
async def test_a_role_that_a_statement_took_is_gone(world: World, role: str) -> None:
    """The login may take either role, so hostile SQL can: the next to get the connection serves as before."""
    try:
        for _ in range(4):
            with entered(world.a):
                await world.db.execute_script(role)
        for _ in range(4):
            with entered(world.a):
                (row,) = await world.db.execute_query_dict(
                    f"SELECT current_user AS who, count(*) AS n FROM {world.Doc._meta.db_table}"
                )
            assert row == {"who": security.APP, "n": 2}
    finally:
        for _ in range(4):
            await world.db.execute_script(f"SET ROLE {security.APP}")


@KINDS
async def test_scope_after_errors_and_cancellations(world: World) -> None:
    """Over two connections: statements that fail, tasks that are cancelled, transactions that end early; no wrong answer."""
    sql = f"SELECT count(*) AS n, min(title) AS t FROM {world.Doc._meta.db_table}"
    expected = {world.a: (2, "crossed"), world.b: (2, f"back-{MARK}")}
    wrong: list[Any] = []

    async def ask(number: int) -> None:
        scope = (world.a, world.b)[number % 2]
        with entered(scope):
            if number % 5 == 1:
                with pytest.raises(OperationalError):
                    await world.db.execute_query("SELECT 1 / 0")
            if number % 7 == 2:
                with suppress(ZeroDivisionError):
                    async with world.db._in_transaction() as inside:
                        await inside.execute_query(sql)
                        raise ZeroDivisionError
            (row,) = await world.db.execute_query_dict(sql)
            if (row["n"], row["t"]) != expected[scope]:
                wrong.append((number, dict(row)))

    tasks = [asyncio.create_task(ask(number)) for number in range(400)]
    for number, task in enumerate(tasks):
        if number % 3 == 0:
            await asyncio.sleep(0)
            task.cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert wrong == []
    assert not [each for each in done if isinstance(each, Exception)]


@KINDS
async def test_a_transaction_is_of_one(world: World) -> None:
    """Neither models nor SQL reach another's rows within it; what it did for the one can still be kept."""
    async with world.db._in_transaction() as inside:
        with entered(world.a):
            await world.Doc.all().using_db(inside).update(size=9)
        with entered(world.b):
            for attempt in (lambda: world.Doc.all().using_db(inside), lambda: inside.execute_query("SELECT 1")):
                with pytest.raises(ScopeChanged, match="cannot reach"):
                    await attempt()
    with entered(world.a):
        assert await world.Doc.filter(size=9).count() == 2


async def test_each_table_of_the_repository_is_protected(omni_bench: Bench) -> None:
    """The catalogue says so, of all plugins of this repository together: or the base of the model names it exempt."""
    if not postgres.wanted():
        pytest.skip("the kernel of this run is on SQLite")
    async with omni_bench.kernel([notes, *installed()]) as kernel:
        assert await security.unprotected(kernel.db, kernel.apps()) == []
        assert await kernel_tables(kernel) == []


def installed() -> list[Plugin]:
    """All that this repository has."""
    return [point.load() for point in entry_points(group="omni.plugins")]


async def kernel_tables(kernel: Kernel) -> list[str]:
    """Tables that the role which serves may do more with than it needs."""
    sql = (
        "SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' "
        "AND (has_table_privilege(c.oid, 'TRUNCATE') OR has_table_privilege(c.oid, 'TRIGGER') OR pg_get_userbyid(c.relowner) = current_user)"
    )
    return [row["name"] for row in await kernel.db.rows(sql)]
