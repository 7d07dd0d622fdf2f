"""PostgreSQL, whatever database this run is for: roles, row-level security, transactions and their scope, a server that went."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import UUID, uuid4

import pytest
from tortoise import fields
from tortoise.exceptions import DBConnectionError, IntegrityError, OperationalError
from tortoise.utils import generate_schema_for_client

from omni_kernel.storage import security
from omni_kernel.storage.database import App, Database, numbered, shown
from omni_kernel.storage.postgres import ScopeChanged
from omni_sdk._scope import Scope, entered, set_everybodys
from omni_sdk.models import AccountModel, CredentialModel, PlatformModel, TenantModel
from omni_sdk.testing import postgres

A, B = UUID(int=1), UUID(int=2)


class Author(TenantModel):
    """A parent."""

    name = fields.CharField(max_length=40)

    class Meta:
        """Its table."""

        table = "p_test__author"


class Note(TenantModel):
    """A child."""

    text = fields.CharField(max_length=40)
    author: Any = fields.ForeignKeyField("p_test.Author", null=True, on_delete=fields.SET_NULL)

    class Meta:
        """Its table."""

        table = "p_test__note"


class Mine(AccountModel):
    """Of a person."""

    text = fields.CharField(max_length=40)

    class Meta:
        """Its table."""

        table = "p_test__mine"


class WriteKey(CredentialModel):
    """Found before anybody is known."""

    digest = fields.CharField(max_length=40, unique=True)

    class Meta:
        """Its table."""

        table = "p_test__write_key"


class Common(PlatformModel):
    """Nobody's."""

    text = fields.CharField(max_length=40)

    class Meta:
        """Its table."""

        table = "p_test__common"


MODELS = (Author, Note, Mine, WriteKey, Common)
APPS = [App("p_test", MODELS, None)]


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    """Of this module, which stops it."""
    made = postgres.Server()
    yield made
    made.close()


@asynccontextmanager
async def opened(url: str, pool: int = 4) -> AsyncIterator[Database]:
    """Serving."""
    database = Database(url, APPS, pool)
    await database.open()
    set_everybodys(database.everybodys)
    try:
        yield database
    finally:
        set_everybodys(None)
        await database.close()


@pytest.fixture
async def url(server: postgres.Server) -> AsyncIterator[str]:
    """A database with the tables, secured."""
    name = postgres.create(server=server.url)
    found = postgres.database_url(name, server.url)
    owner = Database(found, APPS, owner=True)
    await owner.open()
    await generate_schema_for_client(owner._client(), safe=True)
    async with owner.transaction():
        for _ in range(2):  # harmless the second time
            await security.secure(owner._client(), APPS)
    await owner.close()
    yield found
    postgres.drop(name, server=server.url)


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """Serving it."""
    async with opened(url) as made:
        yield made


async def count(database: Database, table: str = "p_test__note") -> int:
    """By raw SQL, which no model narrows."""
    return int((await database.rows(f"SELECT count(*) AS n FROM {table}"))[0]["n"])


async def test_the_database_itself_narrows(database: Database) -> None:
    for tenant, texts in ((A, "ab"), (B, "c")):
        with entered(Scope(tenant)):
            await Note.bulk_create([Note(text=text) for text in texts])
    with entered(Scope(A)):
        assert await count(database) == 2
        assert await database.execute("UPDATE p_test__note SET text = 'x'") == 2
        assert await database.execute("DELETE FROM p_test__note WHERE text = 'c'") == 0
        with pytest.raises(OperationalError, match="row-level security"):
            await database.execute(
                "INSERT INTO p_test__note (id, created_at, tenant_id, text) VALUES (?, now(), ?, 'forged')", [uuid4(), B]
            )
        with pytest.raises(OperationalError, match="row-level security"):
            await database.execute("UPDATE p_test__note SET tenant_id = ?", [B])
    with pytest.raises(OperationalError, match="uuid"):  # nobody in scope: loud, not empty
        await count(database)
    with entered(Scope(platform=True)):
        assert await Note.unscoped().count() == 3
    await Common.create(text="common")
    assert await count(database, "p_test__common") == 1


async def test_people_s_rows_too(database: Database) -> None:
    for account in (A, B):
        with entered(Scope(account_id=account)):
            await Mine.create(text=str(account))
            assert await count(database, "p_test__mine") == 1
    with entered(Scope(tenant_id=A)), pytest.raises(OperationalError, match="uuid"):
        await count(database, "p_test__mine")


async def test_the_serving_role_is_weak(database: Database) -> None:
    with entered(Scope(A)):
        for statement in (
            "TRUNCATE p_test__note",
            "ALTER TABLE p_test__note DISABLE ROW LEVEL SECURITY",
            "DROP POLICY omni_scope ON p_test__note",
            "DROP TABLE p_test__note",
            "CREATE TABLE p_test__other (id int)",
        ):
            with pytest.raises(OperationalError, match=r"owner|permission"):
                await database.execute(statement)
    (row,) = await database.rows("SELECT current_user AS name, pg_has_role('omni_app', 'omni_admin', 'MEMBER') AS admin")
    assert row == {"name": "omni_app", "admin": False}


async def test_a_parent_of_another_tenant_is_refused_by_the_database(database: Database) -> None:
    with entered(Scope(B)):
        theirs = await Author.create(name="theirs")
    with entered(Scope(A)):
        mine = await Author.create(name="mine")
        note = await Note.create(text="a", author=mine)
        with pytest.raises(IntegrityError):
            await database.execute("UPDATE p_test__note SET author_id = ?", [theirs.id])
        await mine.delete()
        assert await Note.get(id=note.id).values_list("author_id", flat=True) is None


async def test_every_table_is_protected_or_named(url: str, database: Database) -> None:
    assert await security.unprotected(database, APPS) == []
    owner = Database(url, APPS, owner=True)
    await owner.open()
    await owner.execute("ALTER TABLE p_test__note NO FORCE ROW LEVEL SECURITY")
    await owner.execute("DROP POLICY omni_scope ON p_test__mine")
    await owner.execute("DROP POLICY omni_all ON p_test__mine")
    assert await security.unprotected(owner, APPS) == ["p_test__mine", "p_test__note"]
    assert await security.unprotected(owner, []) == ["p_test__mine", "p_test__note", "p_test__write_key"]
    await owner.close()


async def test_a_strong_role_is_refused(url: str) -> None:
    owner = Database(url, APPS, owner=True)
    await owner.open()
    try:
        await owner.execute("ALTER ROLE omni_app BYPASSRLS")
        async with owner.transaction():
            with pytest.raises(security.CannotSecure, match="NOBYPASSRLS"):
                await security.secure(owner._client(), APPS)
    finally:
        await owner.execute("ALTER ROLE omni_app NOBYPASSRLS")
        await owner.close()


async def test_an_owner_who_is_no_superuser() -> None:
    """As an operator should have it: may make roles and owns the database; migrates rows of all, serves those of one."""
    server = postgres.Server()
    try:
        admin = Database(server.url, [], owner=True)
        await admin.open()
        await admin.execute("CREATE ROLE owner LOGIN CREATEROLE")
        await admin.execute("CREATE DATABASE omni OWNER owner")
        await admin.close()
        url = postgres.database_url("omni", server.url.replace("postgres:@", "owner:@").replace("//postgres@", "//owner@"))
        owner = Database(url, APPS, owner=True)
        await owner.open()
        assert await owner.rows("SELECT current_user AS name") == [{"name": "owner"}]
        await generate_schema_for_client(owner._client(), safe=True)
        async with owner.transaction():
            await security.secure(owner._client(), APPS)
        with entered(Scope(A)):
            await Note.create(text="a")
        assert await owner.execute("UPDATE p_test__note SET text = 'b'") == 1
        await owner.close()
        async with opened(url) as database:
            with entered(Scope(A)):
                assert await count(database) == 1
            with entered(Scope(B)):
                assert await count(database) == 0
            with entered(Scope(platform=True)):
                assert await Note.unscoped().values_list("text", flat=True) == ["b"]  # type: ignore[comparison-overlap]
    finally:
        server.close()


async def test_a_login_that_may_not_make_roles(server: postgres.Server) -> None:
    """It is told what a superuser has to do, and nothing is changed."""
    name = postgres.create(server=server.url)
    admin = Database(postgres.database_url(name, server.url), [], owner=True)
    await admin.open()
    await admin.execute("DROP ROLE IF EXISTS weak")
    await admin.execute("CREATE ROLE weak LOGIN")
    await admin.close()
    url = postgres.database_url(name, server.url.replace("postgres:@", "weak:@").replace("//postgres@", "//weak@"))
    weak = Database(url, [], owner=True)
    await weak.open()
    with pytest.raises(security.CannotSecure, match="as a superuser, CREATE ROLE omni_app NOLOGIN; GRANT omni_app TO weak"):
        async with weak.transaction():
            await security.secure(weak._client(), APPS)
    await weak.close()
    postgres.drop(name, server=server.url)


# -- whose transaction it is


async def test_a_transaction_is_one_tenant_s(database: Database) -> None:
    async with database.transaction():
        await Common.create(text="before")
        with entered(Scope(A)):
            await Note.create(text="a")
        await Common.create(text="between")
        with entered(Scope(A, account_id=B)):
            await Note.create(text="b")
            await Mine.create(text="c")
        with entered(Scope(B)), pytest.raises(ScopeChanged, match="use one for each"):
            await Note.create(text="d")
    with entered(Scope(A)):
        assert await Note.all().count() == 2


async def test_a_savepoint_taken_back_takes_its_scope_back(database: Database) -> None:
    async with database.transaction():
        with suppress(ZeroDivisionError):
            async with database.transaction():
                with entered(Scope(A)):
                    await Note.create(text="gone")
                raise ZeroDivisionError
        with entered(Scope(A)):
            await Note.create(text="there")
        async with database.transaction():
            with entered(Scope(A)):
                await Note.create(text="too")
    with entered(Scope(A)):
        assert sorted([n.text for n in await Note.all()]) == ["there", "too"]


async def test_a_connection_forgets_whose_it_was(url: str) -> None:
    """400 tasks over two connections, some cancelled, some of nobody: no wrong answer."""
    async with opened(url, 2) as database:
        tenants = [uuid4() for _ in range(10)]
        for number, tenant in enumerate(tenants):
            with entered(Scope(tenant)):
                await Note.bulk_create([Note(text="x") for _ in range(number + 1)])
        wrong: list[Any] = []

        async def ask(number: int, tenant: UUID | None) -> None:
            with entered(Scope(tenant)):
                try:
                    found = await count(database)
                except OperationalError:
                    found = 0
                expected = number + 1 if tenant else 0
                if found != expected:
                    wrong.append((number, tenant, found))

        chance = random.Random(4)
        tasks = []
        for n in range(400):
            number = n % 10
            tasks.append(asyncio.create_task(ask(number, None if n % 5 == 0 else tenants[number])))
            if chance.random() < 0.2:
                await asyncio.sleep(0)
                tasks[-1].cancel()
        await asyncio.wait(tasks)
        assert wrong == []


async def test_a_cancelled_transaction_leaves_no_open_one(url: str) -> None:
    async with opened(url, 2) as database:

        async def pair() -> None:
            with entered(Scope(A)):
                async with database.transaction():
                    await Note.create(text="1")
                    await Note.create(text="2")

        for turns in range(40):
            task = asyncio.create_task(pair())
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
        await pair()
        with entered(Scope(A)):
            assert await count(database) % 2 == 0
        (row,) = await database.rows("SELECT count(*) AS n FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'")
        assert row["n"] == 0


# -- locks, and a server that goes away


async def test_a_lock_is_held_until_the_end(database: Database) -> None:
    await Common.create(text="0")

    async def add() -> None:
        async with database.transaction(), database.lock("sum"):
            row = await Common.get()
            await Common.filter(id=row.id).update(text=str(int(row.text) + 1))

    await asyncio.gather(*(add() for _ in range(20)))
    assert (await Common.get()).text == "20"


async def test_a_server_that_went_and_came_back(server: postgres.Server, database: Database) -> None:
    await Common.create(text="before")
    server.stop()
    for _ in range(5):
        with pytest.raises((DBConnectionError, OperationalError)):
            await count(database, "p_test__common")
    with pytest.raises((DBConnectionError, OperationalError)):
        async with database.transaction():
            await Common.create(text="never")
    server.start()
    async with asyncio.timeout(20):
        while True:
            try:
                await Common.create(text="after")
                break
            except (DBConnectionError, OperationalError):
                await asyncio.sleep(0.05)
    assert [row.text for row in await Common.all().order_by("created_at")] == ["before", "after"]


async def test_a_server_that_goes_within_a_transaction(server: postgres.Server, database: Database) -> None:
    async def write() -> None:
        async with database.transaction():
            await Common.create(text="lost")
            server.stop()
            await Common.create(text="lost, too")

    with pytest.raises((DBConnectionError, OperationalError)):
        await write()
    server.start()
    async with asyncio.timeout(20):
        while True:
            try:
                assert await count(database, "p_test__common") == 0
                break
            except (DBConnectionError, OperationalError):
                await asyncio.sleep(0.05)


async def test_a_server_that_is_not_there() -> None:
    for url in ("postgres://u:secret@127.0.0.1:1/x", "postgresql://u:secret@/x?host=/nowhere"):
        with pytest.raises(DBConnectionError, match=r"u:\*\*\*@.*see that the server runs") as caught:
            await Database(url, []).open()
        assert "secret" not in str(caught.value)


def test_shown_without_its_password() -> None:
    assert shown("postgres://u:p%40w@h:5/d") == "postgres://u:***@h:5/d"
    assert shown("postgres://h/d?x=y@z") == "postgres://h/d?x=y@z"
    assert shown("sqlite:///a/b:c@d.db") == "sqlite:///a/b:c@d.db"
    assert numbered("a = ? AND b = ?") == "a = $1 AND b = $2"
