"""Migrations: written, applied, taken back; and what is lost on the way elsewhere is kept here."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from tortoise import fields, models

from omni_kernel.storage import migrations
from omni_kernel.storage.database import App, Database
from omni_kernel.storage.migrations import MigrationError, check_tables
from omni_sdk.models import PlatformModel
from omni_sdk.testing import postgres

from .conftest import NOTES, TENANT, Packages

ID, AT = "01a2058e-7b97-7480-9d65-a5b56b70a5b3", "2026-05-01 12:00:00+00:00"


async def sql(url: str, *statements: str) -> list[dict[str, Any]]:
    """The rows of the last statement."""
    database = Database(url, [], owner=True)
    await database.open()
    try:
        return [await database.rows(statement) for statement in statements][-1]
    finally:
        await database.close()


async def tables_of(url: str) -> list[str]:
    """Names."""
    database = Database(url, [], owner=True)
    await database.open()
    try:
        return await database.tables()
    finally:
        await database.close()


async def filled(url: str) -> None:
    """A tenant, a note of it, and a line of that."""
    await sql(
        url,
        f"INSERT INTO omni_tenant (id, created_at, slug) VALUES ('{ID}', '{AT}', 'acme')",
        "INSERT INTO p_pa__note (id, created_at, tenant_id, seq, text, code, facts, home_id)"
        f" VALUES ('{ID}', '{AT}', '{ID}', 1, 'a', 'c', '{{}}', '{ID}')",
        f"INSERT INTO p_pa__line (id, created_at, tenant_id, note_id) VALUES ('{ID}', '{AT}', '{ID}', '{ID}')",
    )


async def test_writes_the_first_migration(packages: Packages, apps: list[App]) -> None:
    """Named without a time, importing nothing private, resting on the kernel."""
    text = (packages.folder(apps[1]) / "0001_initial.py").read_text()
    assert "dependencies = [('omni', '0001_initial')]" in text
    assert "from omni_sdk.models import SecretField, from_text, new_id, to_text" in text
    assert "fields.DatetimeField(" in text
    assert "omni_sdk._" not in text
    assert (packages.folder(apps[1]) / "__init__.py").exists()


async def test_writes_nothing_twice(apps: list[App]) -> None:
    """Models that are as their migrations say need no other."""
    assert await migrations.make(apps[1], apps, "again") is None
    assert await migrations.drift(apps) == []


async def test_rests_on_the_oldest_kernel_needed(packages: Packages) -> None:
    """A plugin is not pinned to the newest kernel migration, which it does not need."""
    kernel = packages.app("omni", TENANT)
    await migrations.make(kernel, [kernel], "x")
    kernel = packages.app("omni", TENANT.replace("class Meta", "note = fields.TextField(null=True)\n    class Meta"))
    path = await migrations.make(kernel, [kernel], "Tenant notes")
    assert path is not None
    assert path.name == "0002_tenant_notes.py"
    plugin = packages.app("p_pa", NOTES)
    path = await migrations.make(plugin, [kernel, plugin], "x")
    assert path is not None
    assert "dependencies = [('omni', '0001_initial')]" in path.read_text()


async def test_up_and_down(packages: Packages, apps: list[App]) -> None:
    """Applied in order and once; an app is taken back whole, unless another one needs it."""
    url, heard = packages.url, list[str]()
    both = ["omni.0001_initial", "p_pa.0001_initial"]
    assert await migrations.pending(url, apps) == both
    assert await migrations.behind(url, apps) == ["omni", "p_pa"]
    assert await migrations.migrate(url, apps, heard.append) == both == heard
    assert await migrations.migrate(url, apps) == []
    assert await migrations.pending(url, apps) == []
    await filled(url)
    with pytest.raises(MigrationError, match="'omni' is needed by p_pa"):
        await migrations.rollback(url, apps, "omni")
    assert await migrations.rollback(url, apps, "p_pa") == ["p_pa.0001_initial"]
    assert await migrations.behind(url, apps) == ["p_pa"]
    assert await tables_of(url) == ["omni_tenant", "tortoise_migrations"]
    assert await sql(url, "SELECT slug FROM omni_tenant") == [{"slug": "acme"}]
    assert await migrations.migrate(url, apps) == ["p_pa.0001_initial"]


async def test_models_work_on_migrated_tables(packages: Packages, apps: list[App]) -> None:
    """What the migrations make is what the models need; a tenant takes its rows along."""
    await migrations.migrate(packages.url, apps)
    database = Database(packages.url, apps)
    await database.open()
    tenant = await apps[0].models[0].create(slug="acme")
    await filled_by_models(apps, tenant)
    await tenant.delete()
    assert await sql(packages.url, "SELECT id FROM p_pa__note") == []
    await database.close()


async def filled_by_models(apps: list[App], tenant: Any) -> None:
    """A note with a line, through the models."""
    from omni_sdk._scope import Scope, entered

    note_model, line_model = apps[1].models
    with entered(Scope(tenant_id=tenant.id)):
        note = await note_model.create(seq=1, text="a", code="c", home=tenant)
        await line_model.create(note=note)
        assert await line_model.all().values_list("note__facts", flat=True) == [{}]  # type: ignore[comparison-overlap]


async def test_no_migrations_written(packages: Packages) -> None:
    """Tables without migrations are pending for ever, and migrating says what to do."""
    app = packages.app("p_pa", NOTES)
    assert await migrations.pending(packages.url, [app]) == ["p_pa.?"]
    assert await migrations.drift([app]) == ["p_pa: it has no migrations"]
    with pytest.raises(MigrationError, match="omni plugin migrations"):
        await migrations.migrate(packages.url, [app])
    assert await migrations.pending(packages.url, [App("p_none", (), None)]) == []


REMAKES = {
    "longer": ("text = fields.CharField(max_length=20", "text = fields.CharField(max_length=40"),
    "indexed": ("seq = fields.BigIntField()", "seq = fields.BigIntField(db_index=True)"),
    "nullable": ("seq = fields.BigIntField()", "seq = fields.BigIntField(null=True)"),
    "removed": ("    facts = fields.JSONField(default=dict)\n", ""),
}


@pytest.mark.parametrize("change", REMAKES.values(), ids=REMAKES.keys())
async def test_remade_table_loses_nothing(packages: Packages, apps: list[App], change: tuple[str, str]) -> None:
    """A table that SQLite must make anew keeps its rows, their children, its indexes and its unique keys."""
    await migrations.migrate(packages.url, apps)
    await filled(packages.url)
    before = await keys_of(packages.url, "p_pa__note")
    changed = [apps[0], packages.app("p_pa", NOTES.replace(*change))]
    assert await migrations.make(changed[1], changed, "change", contract="1") is not None
    assert await migrations.migrate(packages.url, changed) == ["p_pa.0002_change"]
    assert await sql(packages.url, "SELECT text FROM p_pa__note") == [{"text": "a"}]
    assert [str(row["note_id"]) for row in await sql(packages.url, "SELECT note_id FROM p_pa__line")] == [ID]
    added = {(False, ("seq",))} if "db_index=True" in change[1] else set()
    assert await keys_of(packages.url, "p_pa__note") == before | added
    assert await migrations.drift(changed) == []
    assert await migrations.rollback(packages.url, changed, "p_pa")


KEYS = """
SELECT i.indisunique AS unique, array(
  SELECT a.attname::text FROM unnest(i.indkey) WITH ORDINALITY k (n, o)
  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.n ORDER BY k.o
) AS columns FROM pg_index i WHERE i.indrelid = '{table}'::regclass AND NOT i.indisprimary
"""


async def keys_of(url: str, table: str) -> set[tuple[bool, tuple[str, ...]]]:
    """(unique, columns) of every index but the primary key's."""
    if postgres.wanted():
        return {(row["unique"], tuple(row["columns"])) for row in await sql(url, KEYS.format(table=table))}
    rows = await sql(url, f"PRAGMA index_list('{table}')")
    found = set()
    for row in rows:
        columns = await sql(url, f"PRAGMA index_info('{row['name']}')")
        found.add((bool(row["unique"]), tuple(column["name"] for column in columns)))
    return found


async def test_removed_column_takes_its_keys(packages: Packages, apps: list[App]) -> None:
    """Indexes and unique keys of a column that is gone do not stop the migration."""
    await migrations.migrate(packages.url, apps)
    await filled(packages.url)
    less = NOTES.replace("    code = fields.CharField(max_length=20, unique=True)\n", "")
    changed = [apps[0], packages.app("p_pa", less)]
    await migrations.make(changed[1], changed, "less", contract="1")
    await migrations.migrate(packages.url, changed)
    assert (True, ("code",)) not in await keys_of(packages.url, "p_pa__note")
    assert (True, ("tenant_id", "seq")) in await keys_of(packages.url, "p_pa__note")


async def test_unique_key_dropped_on_purpose(packages: Packages, apps: list[App]) -> None:
    """A unique key that the models give up goes, though remaking a table keeps those it finds."""
    await migrations.migrate(packages.url, apps)
    changed = [apps[0], packages.app("p_pa", NOTES.replace(", unique=True", ""))]
    await migrations.make(changed[1], changed, "open")
    await migrations.migrate(packages.url, changed)
    assert (True, ("code",)) not in await keys_of(packages.url, "p_pa__note")


@pytest.mark.parametrize("remade_first", [False, True])
async def test_unique_together_dropped(packages: Packages, apps: list[App], remade_first: bool) -> None:
    """A key over several columns goes when the models give it up, whether its table was made anew before or not."""
    await migrations.migrate(packages.url, apps)
    source = NOTES
    if remade_first:
        source = source.replace("text = fields.CharField(max_length=20", "text = fields.CharField(max_length=40")
        changed = [apps[0], packages.app("p_pa", source)]
        await migrations.make(changed[1], changed, "longer")
        await migrations.migrate(packages.url, changed)
    assert (True, ("tenant_id", "seq")) in await keys_of(packages.url, "p_pa__note")
    changed = [apps[0], packages.app("p_pa", source.replace('    unique_together = (("tenant_id", "seq"),)\n    ', ""))]
    assert await migrations.make(changed[1], changed, "open")
    await migrations.migrate(packages.url, changed)
    assert (True, ("tenant_id", "seq")) not in await keys_of(packages.url, "p_pa__note")
    assert (True, ("code",)) in await keys_of(packages.url, "p_pa__note")
    assert await migrations.drift(changed) == []


async def test_renamed_column_keeps_its_keys(packages: Packages, apps: list[App]) -> None:
    """A column that gets another name and type at once keeps its index."""
    await migrations.migrate(packages.url, apps)
    packages.written(apps[1], "0002_rename", RENAME)
    await migrations.migrate(packages.url, apps)
    keys = await keys_of(packages.url, "p_pa__note")
    assert {(False, ("words",)), (False, ("seq", "words")), (True, ("tenant_id", "seq"))} <= keys


RENAME = """
    from tortoise import fields, migrations
    from tortoise.migrations import operations as ops

    class Migration(migrations.Migration):
        dependencies = [("p_pa", "0001_initial")]
        operations = [
            ops.AlterField("Note", "text", fields.CharField(max_length=30, null=True, source_field="words", db_index=True)),
        ]
"""
DATA = """
    from tortoise import migrations
    from tortoise.migrations import operations as ops

    async def change(apps, editor):
        Note = apps.get_model("p_pa", "Note")
        for note in await Note.all():
            note.text = note.text.upper()
            await note.save()
        {after}

    class Migration(migrations.Migration):
        dependencies = [("p_pa", "0001_initial")]
        operations = [
            ops.RunSQL("CREATE TABLE p_pa__extra (x TEXT DEFAULT 'a;b')"),
            {trigger}
            ops.RunPython(change, ops.RunPython.noop),
        ]
"""
TRIGGER = """ops.RunSQL(
                "CREATE TRIGGER p_pa__trigger AFTER INSERT ON p_pa__extra BEGIN SELECT 1; SELECT 2; END",
                reverse_sql="DROP TRIGGER p_pa__trigger",
            ),""" * (not postgres.wanted())


async def test_data_and_triggers(packages: Packages, apps: list[App]) -> None:
    """A migration may change rows of all tenants, and write SQL with `;` inside."""
    await migrations.migrate(packages.url, apps)
    await filled(packages.url)
    packages.written(apps[1], "0002_data", DATA.format(trigger=TRIGGER, after=""))
    assert await migrations.migrate(packages.url, apps) == ["p_pa.0002_data"]
    assert await sql(packages.url, "SELECT text FROM p_pa__note") == [{"text": "A"}]
    assert await sql(packages.url, "INSERT INTO p_pa__extra DEFAULT VALUES RETURNING x") == [{"x": "a;b"}]


async def test_a_failure_leaves_nothing(packages: Packages, apps: list[App]) -> None:
    """Whatever a failed run had done is undone, earlier migrations of the same run included."""
    packages.written(apps[1], "0002_data", DATA.format(trigger=TRIGGER, after="raise ZeroDivisionError"))
    with pytest.raises(ZeroDivisionError):
        await migrations.migrate(packages.url, apps)
    assert await tables_of(packages.url) == []
    assert len(await migrations.pending(packages.url, apps)) == 3  # two first ones and the bad one


@pytest.mark.usefixtures("sqlite_only")
async def test_dangling_rows_are_refused(packages: Packages, apps: list[App]) -> None:
    """Foreign keys are off while tables are remade, and looked at before the commit."""
    await migrations.migrate(packages.url, apps)
    await filled(packages.url)
    orphan = DATA.format(trigger=TRIGGER, after="await editor.client.execute_query('DELETE FROM p_pa__note')")
    packages.written(apps[1], "0002_data", orphan)
    with pytest.raises(MigrationError, match="p_pa__line would point nowhere"):
        await migrations.migrate(packages.url, apps)
    assert await sql(packages.url, "SELECT text FROM p_pa__note") == [{"text": "a"}]


@pytest.mark.usefixtures("sqlite_only")
async def test_dangling_rows_of_others_are_no_matter_of_migrations(packages: Packages, apps: list[App]) -> None:
    """Where nothing is pending, nothing is refused: a transfer that was broken off goes on, though it filled a tree in parts."""
    await migrations.migrate(packages.url, apps)
    await filled(packages.url)
    with closing(sqlite3.connect(packages.url.removeprefix("sqlite://"))) as connection:  # which looks at no foreign keys
        connection.execute("DELETE FROM p_pa__note")
        connection.commit()
    assert await migrations.migrate(packages.url, apps) == []


CRASH = """
import asyncio, os, sys
sys.path.insert(0, sys.argv[1])
from omni_kernel.storage import migrations
from omni_kernel.storage.database import App
from tortoise.migrations.recorder import MigrationRecorder

if sys.argv[3] == "crash":
    async def record(self, app, name):
        os._exit(9)
    MigrationRecorder.record_applied = record

from omni_sdk.models import PlatformModel
apps = [App(label, [PlatformModel], package) for label, package in (a.split("=") for a in sys.argv[4:])]
print(asyncio.run(migrations.migrate(sys.argv[2], apps)))
"""


def command(packages: Packages, apps: list[App], mode: str) -> list[str]:
    """A process of its own that migrates."""
    named = [f"{app.label}={app.migrations}" for app in apps]
    return [sys.executable, "-c", CRASH, str(packages._folder), packages.url, mode, *named]


async def test_crash_before_the_ledger(packages: Packages, apps: list[App]) -> None:
    """A process killed between the tables and the ledger leaves neither, and the next one does it all."""
    process = await asyncio.create_subprocess_exec(*command(packages, apps, "crash"))
    assert await process.wait() == 9  # as the script exits
    assert await migrations.migrate(packages.url, apps) == ["omni.0001_initial", "p_pa.0001_initial"]


async def test_four_processes_at_once(packages: Packages, apps: list[App]) -> None:
    """One applies, the others wait and find it done."""
    start: Callable[..., Any] = asyncio.create_subprocess_exec
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    processes = [await start(*command(packages, apps, "run"), **pipes) for _ in range(4)]
    answers = [await process.communicate() for process in processes]
    assert [error for _, error in answers] == [b""] * 4
    assert sorted(out for out, _ in answers)[:3] == [b"['omni.0001_initial', 'p_pa.0001_initial']\n", b"[]\n", b"[]\n"]


async def test_drift(packages: Packages, apps: list[App]) -> None:
    """Every kind of change is seen, a renamed table too."""
    changed = NOTES.replace("max_length=20, db_index=True", "max_length=21").replace("p_pa__line", "p_pa__row")
    found = await migrations.drift([apps[0], packages.app("p_pa", changed)])
    assert any("text" in problem for problem in found)
    assert "p_pa: rename table p_pa__line to p_pa__row" in found


async def test_make_needs_a_package() -> None:
    """Nowhere to write is said, with the way out."""
    with pytest.raises(MigrationError, match="names no package"):
        await migrations.make(App("p_x", (), None), [], "x")
    with pytest.raises(MigrationError, match="install the plugin"):
        await migrations.make(App("p_x", (), "no_such_package_here.migrations"), [], "x")


def table(name: str, **extra: Any) -> type[PlatformModel]:
    """A model with that table."""
    return type("Thing", (PlatformModel,), {**extra, "Meta": type("Meta", (), {"table": name})})


def key(to: str, on_delete: fields.OnDelete = fields.CASCADE) -> Any:
    """A foreign key."""
    return fields.ForeignKeyField(to, on_delete=on_delete)


@pytest.mark.parametrize(
    ("models_", "problem"),
    [
        ([table("p_acme_greeter__greeting")], None),
        ([table("p_acme_greeter__x", tenant=key("omni.Tenant"), by=key("omni.Account"))], None),
        ([table("p_acme_greeter__x", other=key("p_acme_greeter.Other", fields.RESTRICT))], None),
        ([table("greeting")], "set Meta.table = 'p_acme_greeter__thing'"),
        ([table("")], "outside"),
        ([table("p_acme__greeting")], "outside"),
        ([table("p_acme_greeter__")], "outside"),
        ([table("p_acme_greeter__Greeting")], "outside"),
        ([table('p_acme_greeter__x"; DROP TABLE y')], "outside"),
        ([table("omni_tenant")], "outside"),
        ([table(f"p_acme_greeter__{'x' * 60}")], "shorten it"),
        ([table("p_acme_greeter__x"), table("p_acme_greeter__x")], "named by two models"),
        ([table("p_acme_greeter__x", k=key("omni.ApiKey"))], "refer to omni.Account or omni.Tenant"),
        ([table("p_acme_greeter__x", k=key("omni.Tenant", fields.RESTRICT))], "on_delete=fields.CASCADE"),
        ([type("Plain", (models.Model,), {"Meta": type("Meta", (), {"table": "p_acme_greeter__x"})})], "plain"),
    ],
)
def test_check_tables(models_: list[Any], problem: str | None) -> None:
    """Names outside the plugin's prefix are refused, and foreign keys into the kernel's own tables."""
    found = check_tables("acme-greeter", models_)
    assert (problem is None) == (not found)
    assert problem is None or problem in " ".join(found)
