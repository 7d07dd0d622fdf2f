"""What two versions side by side cannot live with is refused, with the reason and the way; what a contract may, is told."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from tortoise import models

from omni_kernel.storage import lint, migrations
from omni_kernel.storage.database import App
from omni_kernel.storage.lint import Finding

MODELS = """
from omni_sdk.models import TenantModel
from tortoise import fields
from tortoise.indexes import Index

class Shelf(TenantModel):
    class Meta:
        table = "p_lint__shelf"

class Leaf(TenantModel):
    class Meta:
        table = "p_lint__leaf"

class Plain(TenantModel):
    class Meta:
        table = "plain"

class Note(TenantModel):
    text = fields.CharField(max_length=20)
    code = fields.CharField(max_length=20, unique=True)
    size = fields.IntField(null=True)
    price = fields.DecimalField(max_digits=8, decimal_places=2, null=True)
    state = fields.CharField(max_length=20, db_default="new")
    column = fields.CharField(max_length=20, source_field="col", null=True)
    shelf = fields.ForeignKeyField("p_lint.Shelf", null=True)
    class Meta:
        table = "p_lint__note"
        unique_together = (("tenant_id", "text"),)
"""
MIGRATION = """
from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

class Strange(ops.TortoiseOperation):
    pass

async def fill(apps, editor):
    await editor.client.execute_script("UPDATE p_lint__note SET size = 1 WHERE rowid = 1")

async def asking(apps, editor):
    if editor.client.capabilities.dialect == "sqlite":
        await editor.client.execute_script("PRAGMA optimize")

class Migration(migrations.Migration):
    dependencies = [("p_lint", "0001_initial")]
    {contract}
    operations = [{operation}]
"""
SAME = [
    'ops.AddField("Note", "more", fields.TextField(null=True))',
    'ops.AddField("Note", "more", fields.IntField(db_default=0))',
    'ops.AddField("Note", "more", fields.CharField(max_length=9, null=True, unique=True))',
    'ops.AlterField("Note", "text", fields.CharField(max_length=30))',
    'ops.AlterField("Note", "text", fields.TextField())',
    'ops.AlterField("Note", "text", fields.CharField(max_length=20, null=True))',
    'ops.AlterField("Note", "size", fields.BigIntField(null=True))',
    'ops.AlterField("Note", "price", fields.DecimalField(max_digits=12, decimal_places=4, null=True))',
    'ops.AlterField("Note", "shelf", fields.ForeignKeyField("p_lint.Shelf", null=True, related_name=False, on_delete=fields.CASCADE))',
    'ops.RenameField("Note", "column", "other")',
    'ops.RenameModel("Leaf", "Sheet")',
    'ops.AlterModelOptions("Note", {"table": "p_lint__note", "table_description": "Words."})',
    'ops.AddConstraint("Note", UniqueConstraint(fields=("size",), name="u")), ops.RenameConstraint("Note", "u", "v")',
    'ops.AddIndex("Note", Index(fields=("size",), name="i")), ops.RemoveIndex("Note", name="i")',
    'ops.CreateModel("New", [("id", fields.IntField(primary_key=True))]), ops.AddField("New", "x", fields.IntField())',
    'ops.RunSQL("UPDATE p_lint__note SET size = 1", ops.RunSQL.noop)',
    "ops.RunPython(asking, ops.RunPython.noop)",
]
"""Refused is none of these (those with a unique key in a release after the one named)."""
NEVER = {
    'ops.AddField("Note", "more", fields.IntField())': "NOT NULL without a default of the database",
    'ops.AddField("Note", "more", fields.IntField(default=0))': "NOT NULL without a default of the database",
    'ops.AddField("Note", "more", fields.CharField(max_length=9, db_default="", unique=True))': "the same db_default",
    'ops.AddField("Note", "more", fields.ForeignKeyField("p_lint.Shelf", related_name=False))': "NOT NULL without",
    'ops.RemoveField("Note", "text")': "no version can stop writing it",
    'ops.RenameField("Note", "text", "words")': "asks for the old name",
    'ops.AlterField("Note", "column", fields.CharField(max_length=20, null=True, source_field="other"))': "the old name",
    'ops.RenameModel("Plain", "Simple")': "asks for the old name",
    'ops.AlterField("Note", "text", fields.IntField())': "VARCHAR(20) to INT",
    'ops.AlterField("Note", "price", fields.DecimalField(max_digits=8, decimal_places=4, null=True))': "DECIMAL(8,2) to",
    'ops.AlterField("Note", "shelf", fields.IntField(null=True))': "another table's key",
    'ops.AlterModelOptions("Note", {"table": "p_lint__words"})': "asks for the old name",
    'ops.RunSQL("UPDATE p_lint__note SET size = 1")': "it cannot be taken back",
    'ops.RunSQL("UPDATE p_lint__note SET text = text::text", ops.RunSQL.noop)': "'::' is of one database's SQL",
    'ops.RunSQL("INSERT OR IGNORE INTO p_lint__note VALUES (1)", "")': "'INSERT OR' is of one database's SQL",
    "ops.RunPython(fill)": "it cannot be taken back",
    "ops.RunPython(fill, ops.RunPython.noop)": "'rowid' is of one database's SQL",
    'ops.CreateSchema("other")': "SQLite has no schemas",
}
LATER = {
    'ops.RemoveField("Note", "size")': "reads and writes the column",
    'ops.DeleteModel("Note")': "reads and writes the table",
    'ops.AlterField("Note", "size", fields.IntField())': "may write NULL",
    'ops.AlterField("Note", "state", fields.CharField(max_length=20))': "leave it to db_default",
    'ops.AlterField("Note", "text", fields.CharField(max_length=10))': "VARCHAR(20) to VARCHAR(10)",
    'ops.AlterField("Note", "size", fields.SmallIntField(null=True))': "INT to SMALLINT",
    'ops.AlterField("Note", "price", fields.DecimalField(max_digits=6, decimal_places=2, null=True))': "DECIMAL(8,2) to DECIMAL(6,2)",
    'ops.AlterField("Note", "size", fields.IntField(null=True, unique=True))': "rows may be there twice",
    'ops.AlterField("Note", "code", fields.CharField(max_length=20))': "ON CONFLICT",
    'ops.AddConstraint("Note", UniqueConstraint(fields=("size",), name="u"))': "rows may be there twice",
    'ops.AddConstraint("Note", CheckConstraint(check="size > 0", name="c"))': "rows may break it",
    'ops.RemoveConstraint("Note", fields=["tenant_id", "text"])': "ON CONFLICT",
    "Strange()": "Strange is unknown here",
}
NOTES = [
    'ops.AddIndex("Note", Index(fields=("size",), name="i"))',
    'ops.AddField("Note", "more", fields.IntField(null=True, db_index=True))',
    'ops.AlterField("Note", "size", fields.IntField(null=True, db_index=True))',
]
Judge = Callable[..., Any]


@pytest.fixture
def judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Judge:
    """The findings of a second migration with this operation."""
    monkeypatch.syspath_prepend(tmp_path)
    package = f"lint_{uuid4().hex[:8]}"
    (tmp_path / package).mkdir()
    (tmp_path / package / "__init__.py").touch()

    def app(source: str = MODELS) -> App:
        module = ModuleType(f"{package}.models")
        exec(source, vars(module))  # the test's own source
        found = [m for m in vars(module).values() if isinstance(m, type) and issubclass(m, models.Model)]
        return App("p_lint", [m for m in found if not m._meta.abstract], f"{package}.migrations")

    async def judged(operation: str, contract: str = "") -> list[Finding]:
        await migrations.make(app(), [app()], "x")
        text = MIGRATION.format(operation=operation, contract=contract)
        (tmp_path / package / "migrations" / "0002_next.py").write_text(text)
        importlib.invalidate_caches()
        return await lint.findings([app()])

    judged.app = app  # type: ignore[attr-defined]  # for those that write migrations themselves
    judged.folder = tmp_path / package / "migrations"  # type: ignore[attr-defined]  # likewise
    return judged


@pytest.mark.parametrize("operation", SAME)
async def test_what_expands_is_fine(judge: Judge, operation: str) -> None:
    assert [str(f) for f in await judge(operation, 'contract = "1.4"') if f.level == "refused"] == []


@pytest.mark.parametrize("contract", ["", 'contract = "1.4"'])
@pytest.mark.parametrize("operation", NEVER)
async def test_what_no_release_may_do(judge: Judge, operation: str, contract: str) -> None:
    """The contract of a later one is no excuse."""
    found = lint.refused(await judge(operation, contract))
    assert any(NEVER[operation] in f.why for f in found), found


@pytest.mark.parametrize("operation", LATER)
async def test_what_a_later_release_may_do(judge: Judge, operation: str) -> None:
    """Refused, and then no more: the operator is told what must not run beside it."""
    (found,) = [f for f in await judge(operation) if f.level != "note"]
    assert (found.level, found.migration) == ("refused", "p_lint.0002_next")
    assert LATER[operation] in found.why
    assert str(found).startswith(f"{found.file}: ")


@pytest.mark.parametrize("operation", LATER)
async def test_it_says_since_when(judge: Judge, operation: str) -> None:
    (found,) = [f for f in await judge(operation, 'contract = "1.4"') if f.level != "note"]
    assert (found.level, found.way) == ("contract", "no version before 1.4 may run beside it")


@pytest.mark.parametrize("contract", ["contract = True", 'contract = ""', 'contract = "soon"'])
async def test_a_contract_names_a_release(judge: Judge, contract: str) -> None:
    (found,) = await judge('ops.DeleteModel("Note")', contract)
    assert found.level == "refused"
    assert "names no release" in found.way


@pytest.mark.parametrize("operation", NOTES)
async def test_notes(judge: Judge, operation: str) -> None:
    (found,) = await judge(operation)
    assert found.level == "note"
    assert "CONCURRENTLY" in found.why


async def test_only_some_are_asked_about(judge: Judge) -> None:
    await judge('ops.DeleteModel("Note")')
    assert await lint.findings([judge.app()], ["omni"]) == []  # type: ignore[attr-defined]  # given above
    assert len(await lint.findings([judge.app()], ["p_lint"])) == 1  # type: ignore[attr-defined]  # likewise


async def test_what_is_gone_from_the_models_is_removed_by_a_later_release(judge: Judge) -> None:
    """First the column may be left out, which is what `make` writes and all that it wants; then it goes, with a contract."""
    app: Callable[..., App] = judge.app  # type: ignore[attr-defined]  # given above
    folder: Path = judge.folder  # type: ignore[attr-defined]  # likewise
    await migrations.make(app(), [app()], "x")
    less = MODELS.replace("code = fields.CharField(max_length=20, unique=True)", "").replace(
        "size = fields.IntField(null=True)", ""
    )
    assert await migrations.drift([app(less)]) == ["p_lint: Alter field code on Note"]
    path = await migrations.make(app(less), [app(less)], "less")
    assert path is not None
    assert "RemoveField" not in path.read_text()
    assert await migrations.drift([app(less)]) == []
    assert await migrations.make(app(less), [app(less)], "again") is None
    assert lint.refused(await lint.findings([app(less)])) == []
    path = await migrations.make(app(less), [app(less)], "gone", contract="1.4")
    assert path == folder / "0003_gone.py"
    assert path.read_text().count("ops.RemoveField(") == 2
    assert "contract = '1.4'" in path.read_text()
    assert {f.level for f in await lint.findings([app(less)])} == {"contract"}
    url = f"sqlite://{folder}/omni.db"
    assert len(await migrations.migrate(url, [app(less)])) == 3


async def test_a_table_that_no_model_names_stays(judge: Judge) -> None:
    app: Callable[..., App] = judge.app  # type: ignore[attr-defined]  # given above
    source = MODELS + "\nclass Old(TenantModel):\n    class Meta:\n        table = 'p_lint__old'\n"
    await migrations.make(app(source), [app(source)], "x")
    assert await migrations.drift([app()]) == []
    assert await migrations.make(app(), [app()], "x") is None
    path = await migrations.make(app(), [app()], "x", contract="2")
    assert path is not None
    assert "ops.DeleteModel(" in path.read_text()
