"""Migrating makes few classes, and changes nothing else: tables, data migrations and refusals are as with Tortoise's own state."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tortoise.migrations.exceptions import IncompatibleStateError
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.schema_generator.state import ModelState

from omni_kernel.storage import migrations
from omni_kernel.storage.database import App, Database
from omni_sdk.testing import databases, postgres

from .conftest import Packages

MANY = 12
OPERATIONS = """
    from tortoise import fields, migrations
    from tortoise.indexes import Index
    from tortoise.migrations import operations as ops
    from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

    class Migration(migrations.Migration):
        dependencies = [("p_pa", "0001_initial")]
        operations = [
            ops.CreateModel(
                name="Book",
                fields=[
                    ("id", fields.UUIDField(primary_key=True)),
                    ("note", fields.ForeignKeyField("p_pa.Note", related_name="books", on_delete=fields.CASCADE)),
                    ("above", fields.ForeignKeyField("p_pa.Book", related_name="below", null=True, on_delete=fields.CASCADE)),
                    ("page", fields.IntField(null=True)),
                ],
                options={"table": "p_pa__book", "app": "p_pa", "pk_attr": "id"},
            ),
            ops.CreateModel(
                name="Gone",
                fields=[
                    ("id", fields.UUIDField(primary_key=True)),
                    ("book", fields.OneToOneField("p_pa.Book", related_name="gone", on_delete=fields.CASCADE)),
                ],
                options={"table": "p_pa__gone", "app": "p_pa", "pk_attr": "id"},
            ),
            ops.AddField("Book", "title", fields.CharField(max_length=10, null=True)),
            ops.AddField("Book", "owner", fields.ForeignKeyField("omni.Tenant", related_name="books", null=True)),
            ops.AddIndex("Book", Index(fields=("page", "title"), name="p_pa_pages")),
            ops.RenameIndex("Book", "p_pa_titles", old_name="p_pa_pages"),
            ops.AddConstraint("Book", UniqueConstraint(fields=("note_id", "page"), name="p_pa_once")),
            ops.AlterField("Book", "title", fields.CharField(max_length=20, null=True, db_index=True)),
            ops.RenameField("Book", "page", "number"),
            ops.RemoveConstraint("Book", name="p_pa_once"),
            ops.RemoveIndex("Book", name="p_pa_titles"),
            ops.RemoveField("Book", "owner"),
            ops.DeleteModel("Gone"),
            ops.CreateModel(
                name="Shelf",
                fields=[("id", fields.UUIDField(primary_key=True)), ("place", fields.CharField(max_length=9))],
                options={"app": "p_pa", "table": "shelf", "pk_attr": "id"},
            ),
            ops.RenameModel("Shelf", "Board"),
            ops.AddField("Board", "length", fields.IntField(default=1, db_default=1)),
            ops.AddField("Book", "board", fields.ForeignKeyField("p_pa.Board", related_name="books", null=True)),
            ops.AlterField("Note", "code", fields.CharField(max_length=30, unique=True)),
            ops.AlterModelOptions("Line", {"table": "p_pa__line", "app": "p_pa", "table_description": "lines"}),
        ]
"""
SHAPE = """
SELECT table_name AS place, column_name AS name, concat_ws(' ', ordinal_position, data_type, is_nullable, column_default,
  character_maximum_length) AS sql FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT tablename, policyname, qual FROM pg_policies ORDER BY 1, 2, 3
"""


async def rows(url: str, statement: str) -> list[dict[str, Any]]:
    """Those of a statement."""
    database = Database(url, [], owner=True)
    await database.open()
    try:
        return [dict(row) for row in await database.rows(statement)]
    finally:
        await database.close()


async def shape(url: str) -> list[dict[str, Any]]:
    """All columns, keys and indexes."""
    return await rows(url, SHAPE if postgres.wanted() else "SELECT tbl_name, name, sql FROM sqlite_master ORDER BY 1, 2")


async def test_same_tables(packages: Packages, apps: list[App], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every operation leaves what it leaves with Tortoise's own state."""
    packages.written(apps[1], "0002_all", OPERATIONS)
    done = await migrations.migrate(packages.url, apps)
    other = databases.made(tmp_path / "other.db")
    try:
        monkeypatch.setattr(migrations._Executor, "_project_state", MigrationExecutor._project_state)
        assert await migrations.migrate(other, apps) == done
        assert await shape(packages.url) == await shape(other)
    finally:
        databases.dropped(other)


async def test_step_by_step(packages: Packages, apps: list[App], tmp_path: Path) -> None:
    """A database that saw the first migrations earlier gets the same tables as one that gets all at once."""
    other = databases.made(tmp_path / "other.db")
    try:
        await migrations.migrate(other, apps)
        packages.written(apps[1], "0002_all", OPERATIONS)
        assert await migrations.migrate(other, apps) == ["p_pa.0002_all"]
        await migrations.migrate(packages.url, apps)
        assert await shape(packages.url) == await shape(other)
    finally:
        databases.dropped(other)


async def test_few_classes(packages: Packages, monkeypatch: pytest.MonkeyPatch) -> None:
    """An operation makes the class of its model and of those that it refers to, however many there are."""
    tables = "".join(
        f'\nclass N{n}(PlatformModel):\n    home = fields.ForeignKeyField("omni.Tenant", related_name="n{n}")\n'
        f'    class Meta:\n        table = "p_pa__n{n}"\n'
        for n in range(MANY)
    )
    tenant = 'class Tenant(PlatformModel):\n    class Meta:\n        table = "omni_tenant"\n'
    apps = [packages.app("omni", tenant), packages.app("p_pa", tables)]
    for app in apps:
        await migrations.make(app, apps, "ignored")
    made, render = list[str](), ModelState.render

    def counted(self: ModelState, *args: Any, **kwargs: Any) -> Any:
        made.append(self.name)
        return render(self, *args, **kwargs)

    monkeypatch.setattr(ModelState, "render", counted)
    assert await migrations.drift(apps) == []
    assert made == []
    await migrations.migrate(packages.url, apps)
    assert sorted(made) == sorted(["Tenant"] * (MANY + 1) + [f"N{n}" for n in range(MANY)])


ROUND = """
    from tortoise import migrations
    from tortoise.migrations import operations as ops

    async def change(apps, editor):
        Tenant = apps.get_model("omni.Tenant")
        acme = await Tenant.create(id={id!r}, slug="acme")
        assert await acme.notes.all().count() == 0
        assert await Tenant.filter(notes__lines__id__isnull=True).count() == 1
        assert {{model.__name__ for model in apps.get_models_iterable()}} == {{"Tenant", "Note", "Line"}}
        assert apps["p_pa"]["Note"] is apps.get_model("p_pa", "Note")
    {own}
    class Migration(migrations.Migration):
        dependencies = [("p_pa", "0001_initial")]
        operations = [{operation}]
"""
OWN = """
    class Own(ops.TortoiseOperation):
        reversible = False

        async def database_forward(self, app_label, old_state, new_state, state_editor=None):
            await change({state}.apps, state_editor)
"""


@pytest.mark.parametrize(
    ("operation", "own"),
    [("ops.RunPython(change)", ""), ("Own()", OWN.format(state="new_state")), ("Own()", OWN.format(state="old_state"))],
    ids=["RunPython", "own, after", "own, before"],
)
async def test_all_models_for_code(packages: Packages, apps: list[App], operation: str, own: str) -> None:
    """Code in a migration goes from any model to those that refer to it, though it asked for none of them."""
    tenant = "01a2058e-7b97-7480-9d65-a5b56b70a5b3"
    packages.written(apps[1], "0002_code", ROUND.format(id=tenant, operation=operation, own=own))
    await migrations.migrate(packages.url, apps)
    assert await rows(packages.url, "SELECT slug FROM omni_tenant") == [{"slug": "acme"}]


BY_HAND = """
    from tortoise import fields, migrations
    from tortoise.migrations import operations as ops

    class Migration(migrations.Migration):
        dependencies = [("p_pa", "0001_initial")]
        operations = [{operations}]
"""
STRAY = (
    'ops.CreateModel("Stray", [("id", fields.UUIDField(primary_key=True)), ("to", fields.ForeignKeyField("p_pa.No"))],'
    ' {"table": "p_pa__stray", "app": "p_pa", "pk_attr": "id"})'
)


async def test_renamed_model(packages: Packages, apps: list[App]) -> None:
    """A model that refers to others, and is referred to, may be renamed and then changed."""
    operations = 'ops.RenameModel("Note", "Memo"), ops.AddField("Memo", "more", fields.IntField(null=True)), '
    operations += 'ops.RenameModel("Line", "Row"), ops.AddField("Row", "memo", fields.ForeignKeyField("p_pa.Memo", null=True))'
    packages.written(apps[1], "0002_names", BY_HAND.format(operations=operations))
    await migrations.migrate(packages.url, apps)
    assert await rows(packages.url, "SELECT r.memo_id, m.more FROM p_pa__line r JOIN p_pa__note m ON m.id = r.note_id") == []


@pytest.mark.parametrize(
    ("operation", "error", "said"),
    [
        (STRAY, RuntimeError, "p_pa.Stray refer to models that no migration"),
        ('ops.RenameModel("No", "Yes")', IncompatibleStateError, None),
        ('ops.AddIndex("No", None)', IncompatibleStateError, None),
        ('ops.DeleteModel("Note")', IncompatibleStateError, "p_pa.Note is still referenced from p_pa.Line"),
    ],
    ids=["refers to nothing", "renames nothing", "changes nothing", "is still needed"],
)
async def test_impossible(packages: Packages, apps: list[App], operation: str, error: type[Exception], said: str | None) -> None:
    """A migration that does not fit those before it is refused, and nothing is changed."""
    packages.written(apps[1], "0002_stray", BY_HAND.format(operations=operation))
    with pytest.raises(error, match=said):
        await migrations.migrate(packages.url, apps)
    assert len(await migrations.pending(packages.url, apps)) == 3
